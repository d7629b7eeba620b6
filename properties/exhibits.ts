import type { Exhibit } from '../src/reporting/exhibit.ts';
import { exhibits as foundations } from './foundations/exhibits/index.ts';
import { exhibits as kou2023 } from './kou2023/exhibits/index.ts';
import { exhibits as lyu2021 } from './lyu2021/exhibits/index.ts';
import { exhibits as moroshko2020 } from './moroshko2020/exhibits/index.ts';
import { exhibits as vardi2022 } from './vardi2022/exhibits/index.ts';

/** What the report of each paper shows beside its verdicts. */
export const exhibitsOf: Readonly<Record<string, readonly Exhibit[]>> = {
  foundations,
  lyu2021,
  vardi2022,
  kou2023,
  moroshko2020,
};
