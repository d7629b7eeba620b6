import { huntPlanted } from './hunt-planted.ts';
import { falseClaims, trueClaims } from './planted-kou2023.ts';

huntPlanted(falseClaims, trueClaims);
