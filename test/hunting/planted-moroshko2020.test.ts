import { huntPlanted } from './hunt-planted.ts';
import { falseClaims, trueClaims } from './planted-moroshko2020.ts';

huntPlanted(falseClaims, trueClaims);
