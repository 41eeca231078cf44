// Puts <style> and style attributes of a message aside before anything parses its HTML.
//
// THREAT T-15: each part is one pass over the text. A stranger's HTML may open a hundred thousand comments, sheets or tags
// and close none; a pattern that looks for the end of each anew would stall the page for minutes.

const brokenTags = 50; // looked for to the very end of the text; more are left as they are

/**
 * A parser would ask the page's policy about each style and fill the console with refusals. Only looks depend on this being
 * right. What it misses or invents meets the same cleaning as the rest.
 */
export function aside(html: string): { html: string; sheets: string[] } {
  const { html: plain, sheets } = withoutSheets(withoutConditions(html));
  return { html: withRenamedStyles(plain), sheets };
}

/** What is for old mail programs only. */
function withoutConditions(html: string): string {
  const begin = /<!--\[if/giu;
  const end = /<!\[endif\]-->/giu;
  let kept = "";
  let from = 0;
  for (let found = begin.exec(html); found !== null; found = begin.exec(html)) {
    end.lastIndex = begin.lastIndex;
    if (end.exec(html) === null) break;
    kept += html.slice(from, found.index);
    from = end.lastIndex;
    begin.lastIndex = from;
  }
  return kept + html.slice(from);
}

function withoutSheets(html: string): { html: string; sheets: string[] } {
  const begin = /<style\b/giu;
  const end = /<\/style\s*>/giu;
  const sheets: string[] = [];
  let kept = "";
  let from = 0;
  for (let found = begin.exec(html); found !== null; found = begin.exec(html)) {
    const content = html.indexOf(">", begin.lastIndex) + 1;
    if (content === 0) break;
    end.lastIndex = content;
    const closed = end.exec(html);
    sheets.push(html.slice(content, closed?.index ?? html.length));
    kept += html.slice(from, found.index);
    from = closed === null ? html.length : end.lastIndex;
    begin.lastIndex = from;
  }
  return { html: kept + html.slice(from), sheets };
}

function withRenamedStyles(html: string): string {
  const begin = /<[a-z]/giu;
  let renamed = "";
  let from = 0;
  let broken = 0;
  for (let found = begin.exec(html); found !== null && broken < brokenTags; found = begin.exec(html)) {
    const end = endOfTag(html, begin.lastIndex);
    if (end < 0) {
      broken += 1;
      continue;
    }
    const tag = html.slice(found.index, end).replace(/([\s"'/])style(\s*=)/giu, "$1data-style$2");
    renamed += html.slice(from, found.index) + tag;
    from = end;
    begin.lastIndex = end;
  }
  return renamed + html.slice(from);
}

/** Behind the first `>` outside quotes, or -1. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let at = from; at < html.length; at += 1) {
    const sign = html.charAt(at);
    if (quote === "" && sign === ">") return at + 1;
    if (quote === "" && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === quote) quote = "";
  }
  return -1;
}
