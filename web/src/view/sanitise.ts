// THREAT T-09: hostile HTML in a message, made harmless.
//
// How a message is shown, and why so. Its HTML goes through DOMPurify here and is then written by this page into the
// document of `frame.html` (MessageFrame.svelte), an iframe with `sandbox="allow-same-origin allow-popups
// allow-popups-to-escape-sandbox"` and without allow-scripts: nothing in it can run, whatever slipped through. A srcdoc or
// blob: frame would inherit the page's policy, which must not allow foreign pictures at all; frame.html instead carries its
// own policy (`default-src 'none'; img-src data: blob:`), and only frame-remote.html, used once the person asks for remote
// pictures, adds `https:` to it. Mail styles need no 'unsafe-inline': style attributes are kept aside as data, cleaned
// through the CSSOM and set by script, <style> becomes a constructed sheet; neither is subject to style-src. The server's
// headers for the two files say the same again and add the sandbox.

import DOMPurify from "dompurify";
import { aside } from "./aside";

/** A message ready for the frame. Style attributes wait in `data-style`; `css` holds the cleaned sheets. */
export interface CleanMail {
  readonly html: string;
  readonly css: string;
  /** How many things of other hosts were left out, or are shown when they were asked for. */
  readonly remote: number;
  /** Whether the message brings colours of its own, and so must be shown on light paper in a dark page. */
  readonly painted: boolean;
}

export interface CleanOptions {
  /** Pictures that came with the message: content id without brackets, to a blob: or data: URL. */
  readonly pictures: ReadonlyMap<string, string>;
  readonly remote: boolean;
}

const forbiddenTags = [
  ...["form", "input", "button", "textarea", "select", "option", "optgroup", "datalist", "dialog", "fieldset", "meter"],
  ...["style", "link", "meta", "base", "object", "embed", "iframe", "frame", "frameset", "applet", "template", "slot"],
  ...["video", "audio", "source", "track", "picture", "svg", "math", "marquee", "progress", "output", "canvas"],
];
const forbiddenAttributes = ["srcset", "poster", "ping", "action", "formaction", "longdesc", "lowsrc", "autofocus", "slot"];

class Cleaning {
  remote = 0;
  painted = false;

  constructor(private readonly options: CleanOptions) {}

  /** The URL that a picture may load, or null. Counts what belongs to other hosts. */
  picture(url: string): string | null {
    const trimmed = url.trim();
    if (/^cid:/iu.test(trimmed)) return this.options.pictures.get(contentId(trimmed.slice(4))) ?? null;
    if (/^data:image\/(png|jpe?g|gif|webp|avif|bmp|x-icon)[;,]/iu.test(trimmed)) return trimmed;
    const absolute = /^\/\//u.test(trimmed) ? `https:${trimmed}` : trimmed;
    if (!/^https?:\/\//iu.test(absolute)) return null;
    this.remote += 1;
    return this.options.remote ? absolute.replace(/^http:/iu, "https:") : null;
  }

  element(node: Element): void {
    const style = node.getAttribute("style") ?? node.getAttribute("data-style");
    node.removeAttribute("style");
    node.removeAttribute("data-style");
    if (style !== null) {
      const clean = this.declarations(style);
      if (clean !== "") node.setAttribute("data-style", clean);
    }
    if (node.hasAttribute("bgcolor") || node.hasAttribute("color") || node.hasAttribute("text")) this.painted = true;
    this.swap(node, "background");
    if (node.tagName === "IMG") this.swap(node, "src");
    else node.removeAttribute("src");
    if (node.hasAttribute("href")) link(node);
    for (const name of ["target", "xlink:href"]) if (node.tagName !== "A") node.removeAttribute(name);
  }

  private swap(node: Element, attribute: string): void {
    const value = node.getAttribute(attribute);
    if (value === null) return;
    const url = this.picture(value);
    if (url === null) node.removeAttribute(attribute);
    else node.setAttribute(attribute, url);
  }

  declarations(text: string): string {
    const sheet = new CSSStyleSheet();
    const holder = sheet.insertRule("a {}");
    const rule = sheet.cssRules[holder];
    if (!(rule instanceof CSSStyleRule)) return "";
    rule.style.cssText = text;
    this.scrub(rule.style);
    return rule.style.cssText;
  }

  /** The CSSOM has already undone escapes and comments, so a `url(` is spelled `url(`; raw custom properties are dropped. */
  private scrub(style: CSSStyleDeclaration): void {
    for (const name of Array.from(style)) {
      const value = style.getPropertyValue(name);
      if (/^(background|background-color|color)$/u.test(name) && value !== "") this.painted = true;
      const risky = /url\(|image-set\(|src\(|image\(|element\(|paint\(|cross-fade\(/iu.test(value);
      if (name.startsWith("--") || /^(behavior|-moz-binding)$/u.test(name)) style.removeProperty(name);
      else if (risky) this.scrubUrls(style, name, value);
      else if (name === "position" && /fixed|sticky/u.test(value)) style.removeProperty(name);
    }
  }

  private scrubUrls(style: CSSStyleDeclaration, name: string, value: string): void {
    const urls = [...value.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/gu)].map((match) => match[1] ?? "");
    const plain = value.replace(/url\("(?:[^"\\]|\\.)*"\)/gu, "");
    const allowed = urls.map((url) => this.picture(url));
    const kept = allowed.every((url, at) => url !== null && url === urls[at]) && !/\(/u.test(plain.replace(/rgba?\(/gu, ""));
    if (!kept) style.removeProperty(name);
  }

  sheets(texts: readonly string[]): string {
    return texts
      .map((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text.replace(/@import[^;]*;?/giu, ""));
        return this.rules(sheet.cssRules);
      })
      .join("\n");
  }

  private rules(rules: CSSRuleList): string {
    const kept: string[] = [];
    for (const rule of Array.from(rules)) {
      if (rule instanceof CSSStyleRule) {
        this.scrub(rule.style);
        kept.push(`${rule.selectorText} { ${rule.style.cssText} }`);
      } else if (rule instanceof CSSMediaRule) {
        kept.push(`@media ${rule.conditionText} { ${this.rules(rule.cssRules)} }`);
      }
    }
    return kept.join("\n");
  }
}

function contentId(text: string): string {
  try {
    return decodeURIComponent(text).replace(/^<|>$/gu, "");
  } catch {
    return text;
  }
}

/** Links open in a new tab that knows nothing of this one; anything but web, mail and telephone loses its target. */
function link(node: Element): void {
  const href = (node.getAttribute("href") ?? "").trim();
  if (node.tagName === "A" && /^(https?:\/\/|mailto:|tel:)/iu.test(href)) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  } else {
    node.removeAttribute("href");
  }
}

function bodyColours(html: string): string {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  const colour = body.getAttribute("bgcolor");
  const style = body.getAttribute("data-style") ?? "";
  return colour === null || !/^#?[\w]+$/u.test(colour) ? style : `background-color: ${colour}; ${style}`;
}

/** A message's HTML, safe to write into the frame. Runs in a browser: it needs the DOM and the CSSOM. */
export function cleanMail(html: string, options: CleanOptions): CleanMail {
  const cleaning = new Cleaning(options);
  const parted = aside(html);
  const purify = DOMPurify(window);
  purify.addHook("afterSanitizeAttributes", (node) => cleaning.element(node));
  const safe = purify.sanitize(parted.html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbiddenTags,
    FORBID_ATTR: forbiddenAttributes,
    ADD_ATTR: ["data-style"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // Plain words and numbers are values too; which URL may stand where is decided in Cleaning.
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|data):|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/iu,
    ADD_URI_SAFE_ATTR: ["data-style"],
  });
  const own = bodyColours(parted.html);
  const ownClean = own === "" ? "" : cleaning.declarations(own);
  const css = cleaning.sheets(parted.sheets);
  return {
    html: safe,
    css: ownClean === "" ? css : `body { ${ownClean} }\n${css}`,
    remote: cleaning.remote,
    painted: cleaning.painted,
  };
}

/** HTML for our own editor: the few tags that a letter needs, nothing that looks, loads or acts. */
export function plainHtml(html: string): string {
  return DOMPurify(window).sanitize(aside(html).html, {
    ALLOWED_TAGS: [
      ...["a", "b", "strong", "i", "em", "u", "s", "p", "div", "br", "ul", "ol", "li", "blockquote", "pre", "code"],
      ...["h1", "h2", "h3", "h4", "hr", "table", "tbody", "thead", "tr", "td", "th", "sub", "sup"],
    ],
    ALLOWED_ATTR: ["href", "type", "colspan", "rowspan", "start"],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:)/iu,
    ADD_URI_SAFE_ATTR: ["type", "colspan", "rowspan", "start"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}
