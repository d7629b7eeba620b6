import type { AnyClaim } from '../../src/claims/claim.ts';
import { huntPlanted } from './hunt-planted.ts';
import { falseClaims, trueClaims } from './planted-moroshko2020.ts';

const planted = (claims: readonly AnyClaim[]) => claims.map((claim) => ({ claim }));
huntPlanted(planted(falseClaims), planted(trueClaims));
