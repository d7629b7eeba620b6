import { V5 } from '../../properties/vardi2022/V5-live-coordinates.ts';
import { V6 } from '../../properties/vardi2022/V6-diagonal-relu.ts';
import { V7 } from '../../properties/vardi2022/V7-deep-diagonal.ts';
import { huntPlanted, type Planted, type PlantedFalse, unconditional } from './hunt-planted.ts';

const GLOBAL = { kkt: true, local: true, global: true };
const LOCAL = { kkt: true, local: true };

const FALSE: readonly PlantedFalse[] = [
  {
    name: 'V5 without its nonzero condition',
    claim: unconditional(V5, 'alive'),
    why: /^the limit is not a local optimum/,
  },
  {
    name: 'V6 said to be global',
    claim: { ...V6, prediction: { ...V6.prediction, standing: GLOBAL } },
    why: /^the limit is not a global optimum/,
  },
  {
    name: 'V7 said to be local',
    claim: { ...V7, prediction: { onRay: LOCAL, offRay: LOCAL } },
    why: /^the limit is not a local optimum/,
  },
];

const TRUE: readonly Planted[] = [
  { claim: V5 },
  { name: 'V6, said to be local only', claim: { ...V6, prediction: { ...V6.prediction, standing: LOCAL } } },
  { claim: V7 },
];

huntPlanted(FALSE, TRUE);
