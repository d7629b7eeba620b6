import { kou2023 } from '../../properties/kou2023/index.ts';
import { decideClaims } from './decide-claims.ts';

decideClaims(kou2023);
