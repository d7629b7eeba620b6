import type { AnyClaim } from '../src/claims/claim.ts';
import { foundations } from './foundations/index.ts';
import { kou2023 } from './kou2023/index.ts';
import { lyu2021 } from './lyu2021/index.ts';
import { moroshko2020 } from './moroshko2020/index.ts';
import { vardi2022 } from './vardi2022/index.ts';

/** Every claim that the suite decides, in reading order. */
export const catalogue: readonly AnyClaim[] = [
  ...foundations,
  ...lyu2021,
  ...vardi2022,
  ...kou2023,
  ...moroshko2020,
];
