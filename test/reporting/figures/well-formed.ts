import { expect } from 'vitest';

/** Fails unless the text is one XML element whose tags balance and whose texts are escaped; returns its tag names. */
export function expectWellFormed(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([a-z]+)((?: [a-zA-Z0-9-]+="[^"<]*")*)(\/?)>|[^<]+/gy;
  const body = xml.trimEnd();
  while (token.lastIndex < body.length) {
    const start = token.lastIndex;
    const match = token.exec(body);
    expect(match, `markup at ${start}: ${body.slice(start, start + 60)}`).not.toBeNull();
    const [text, closing, name, attributes, empty] = match!;
    const prose = name === undefined ? text : attributes!;
    expect(prose.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&]/);
    if (name === undefined) continue;
    if (closing) expect(open.pop()).toBe(name);
    else names.push(name);
    if (!closing && !empty) open.push(name);
  }
  expect(open).toEqual([]);
  return names;
}
