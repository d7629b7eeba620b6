/**
 * What a report shows of a paper beside its verdicts: a figure, a table, a curve. Rebuilt from a seed, byte for byte.
 */
export interface Exhibit {
  /** Stem of the files it writes: lower case and dashes. */
  readonly id: string;
  readonly title: string;
  build(seed: number): ExhibitContent | Promise<ExhibitContent>;
}

export interface ExhibitContent {
  /** Markdown: what is seen, tables included. Figures and certificates are linked as `figures/NAME.svg` and `certificates/NAME.json`. */
  readonly markdown: string;
  /** Every number of the text, unrounded, written as JSON beside the page. */
  readonly data: unknown;
  /** SVG texts by name, written to `figures/NAME.svg`. */
  readonly figures?: Readonly<Record<string, string>>;
  /** Certificates that the checker accepts, by name, written to `certificates/NAME.json`. */
  readonly certificates?: Readonly<Record<string, unknown>>;
}
