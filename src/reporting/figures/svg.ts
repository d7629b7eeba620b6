/** SVG as text: figures are pure functions from data to a string. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for the inside of an element or attribute; characters that XML forbids are dropped. */
export function escapeText(text: string): string {
  const allowed = Array.from(text).filter((character) => {
    const code = character.codePointAt(0)!;
    return code >= 32
      ? !(code >= 0xd800 && code < 0xe000) && code !== 0xfffe && code !== 0xffff
      : code === 9 || code === 10;
  });
  return allowed.join('').replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** One element; numbers are written to a hundredth of a pixel. `content` is markup already. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escapeText(value!)}"`,
    );
  const inside = content.join('');
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
}

/** A text element. */
export function label(text: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

/** A part of a figure with its own coordinates, from (0, 0) to (width, height). */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

/** Okabe and Ito's colours: told apart by readers with any colour vision. */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
export const INK = '#222222';
export const FAINT = '#dddddd';

export function colour(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

/** The width that text of a font size takes, for laying out legends: sans-serif letters average 0.55 of it. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * 0.55;
}

/** Panels below one another as a whole document on a white ground; the title is for screen readers too. */
export function svgDocument(title: string, panels: readonly Panel[]): string {
  const width = Math.max(...panels.map((panel) => panel.width));
  const height = panels.reduce((sum, panel) => sum + panel.height, 0);
  let top = 0;
  const placed = panels.map((panel) => {
    const group = element('g', { transform: `translate(0 ${top})` }, panel.content);
    top += panel.height;
    return group;
  });
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
      fill: INK,
    },
    element('title', {}, escapeText(title)),
    element('rect', { width, height, fill: '#ffffff' }),
    ...placed,
  )}\n`;
}
