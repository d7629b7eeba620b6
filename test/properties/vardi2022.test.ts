import { vardi2022 } from '../../properties/vardi2022/index.ts';
import { decideClaims } from './decide-claims.ts';

decideClaims(vardi2022);
