import { foundations } from '../../properties/foundations/index.ts';
import { decideClaims } from './decide-claims.ts';

decideClaims(foundations);
