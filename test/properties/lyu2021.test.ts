import { lyu2021 } from '../../properties/lyu2021/index.ts';
import { decideClaims } from './decide-claims.ts';

decideClaims(lyu2021);
