import { moroshko2020 } from '../../properties/moroshko2020/index.ts';
import { decideClaims } from './decide-claims.ts';

decideClaims(moroshko2020);
