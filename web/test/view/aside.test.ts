import { describe, expect, it } from "vitest";
import { aside } from "../../src/view/aside";

describe("what is put aside before a message's HTML is parsed", () => {
  it("takes sheets and old conditions out, and renames style attributes", () => {
    const parted = aside(
      `<!--[if mso]><b>old</b><![endif]--><style type="a">p { color: red }</style><p title="a>b" style="color: blue">style="x"</p>`,
    );

    expect(parted.sheets).toEqual(["p { color: red }"]);
    expect(parted.html).toBe(`<p title="a>b" data-style="color: blue">style="x"</p>`);
  });

  it("takes a sheet that never ends to the end of the text", () => {
    expect(aside("<b>x</b><style>p {}")).toEqual({ html: "<b>x</b>", sheets: ["p {}"] });
  });

  it("goes on behind a tag whose quotes never close", () => {
    expect(aside(`<i title='x><b style="color: red">y</b>`).html).toBe(`<i title='x><b data-style="color: red">y</b>`);
  });

  // THREAT T-15: the patterns that stood here before took minutes for each of these.
  it.each(["<!--[if ", "<style ", "<style>", "<a ", '<a "', "<a '\"", "</style "])("is one pass over %j without end", (part) => {
    const hostile = part.repeat(2_000_000 / part.length);

    expect(aside(hostile).html.length).toBeLessThanOrEqual(hostile.length);
  }, 5_000);
});
