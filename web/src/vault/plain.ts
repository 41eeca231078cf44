// The text/plain twin of a message that was written as HTML, and the first words of any message.

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const BREAKS = new Set(["p", "div", "h1", "h2", "h3", "ul", "ol", "table", "tr", "pre", "blockquote", "hr"]);
const HIDDEN = new Set(["style", "script", "head", "title", "template"]);

/** Keeps words, line breaks, list marks, quotation depth and link targets; drops everything else. */
export function plainText(html: string): string {
  const writer = new Writer();
  for (const token of html.match(/<!--[\s\S]*?(?:-->|$)|<[^>]*>|[^<]+|</g) ?? []) {
    if (token.startsWith("<!--")) continue;
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>$/.exec(token);
    if (tag === null) writer.words(unescape(token));
    else if (tag[1] === "/") writer.close((tag[2] ?? "").toLowerCase());
    else writer.open((tag[2] ?? "").toLowerCase(), tag[3] ?? "");
  }
  return writer.text();
}

/** docs/format/stored-message.md, `preview`: white space folded, at most 200 characters. */
export function previewOf(text: string): string {
  const folded = text.slice(0, 4000).replace(/^>.*$/gm, "").replace(/\s+/g, " ").trim();
  return Array.from(folded).slice(0, 200).join("");
}

class Writer {
  readonly #lines: string[] = [];
  #line = "";
  #depth = 0;
  #hidden = 0;
  #target: string | null = null;
  #linked = "";

  words(text: string): void {
    if (this.#hidden > 0) return;
    const folded = text.replace(/[ \t\r\n]+/g, " ");
    this.#line += this.#line === "" ? folded.trimStart() : folded;
    if (this.#target !== null) this.#linked += folded;
  }

  open(name: string, attributes: string): void {
    if (HIDDEN.has(name)) this.#hidden += 1;
    if (name === "br") this.#endLine(true);
    if (name === "li") {
      this.#endLine(false);
      this.#line = "- ";
    }
    if (name === "a") {
      this.#target = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes)?.slice(1).find(Boolean) ?? null;
      this.#linked = "";
    }
    if (BREAKS.has(name)) this.#endLine(false);
    if (name === "blockquote") this.#depth += 1;
  }

  close(name: string): void {
    if (HIDDEN.has(name)) this.#hidden = Math.max(0, this.#hidden - 1);
    if (name === "a") this.#endLink();
    if (BREAKS.has(name)) this.#endLine(false);
    if (name === "p") this.#endLine(true);
    if (name === "blockquote") this.#depth = Math.max(0, this.#depth - 1);
  }

  text(): string {
    this.#endLine(false);
    return `${this.#lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim()}\n`;
  }

  #endLink(): void {
    const target = unescape(this.#target ?? "");
    if (/^https?:/i.test(target) && this.#linked.trim() !== target) this.#line += ` <${target}>`;
    this.#target = null;
  }

  #endLine(evenIfEmpty: boolean): void {
    if (this.#line === "" && !evenIfEmpty) return;
    this.#lines.push(`${">".repeat(this.#depth)}${this.#depth > 0 ? " " : ""}${this.#line}`.trimEnd());
    this.#line = "";
  }
}

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hexadecimal, name) => {
    const code = decimal ? Number(decimal) : hexadecimal ? parseInt(String(hexadecimal), 16) : null;
    if (code !== null) return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    return NAMED[String(name).toLowerCase()] ?? String(whole);
  });
}
