// The build's last step: the compiler copies no JSON, and the bundled data is read from beside the code.
import { cpSync } from 'node:fs';

const folder = (path) => new URL(path, import.meta.url);
cpSync(folder('../src/data/bundled'), folder('../dist/src/data/bundled'), { recursive: true });
