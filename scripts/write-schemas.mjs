// Writes schemas/*.schema.json from the zod schemas of the built package: `npm run build` first.
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../dist/src/reporting/output-schemas.js';

for (const [name, text] of jsonSchemas())
  writeFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), text);
