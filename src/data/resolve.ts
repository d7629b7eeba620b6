import { BadInput } from './bad-input.ts';
import { bundledDataset, bundledNames, isBundledName } from './bundled.ts';
import type { Dataset } from './dataset.ts';
import { readDataset } from './read-dataset.ts';

/** What a user calls a data set: the name of a bundled one ("iris"), or a file ("./iris" if they clash). @throws BadInput */
export function resolveDataset(nameOrFile: string): Dataset {
  if (isBundledName(nameOrFile)) return bundledDataset(nameOrFile);
  try {
    return readDataset(nameOrFile);
  } catch (error) {
    const mayBeName = error instanceof BadInput && error.complaint.found === 'no such file';
    if (!mayBeName || /[./\\]/.test(nameOrFile)) throw error;
    throw new BadInput({
      file: nameOrFile,
      path: '',
      expected: `a file, or one of the bundled data sets ${bundledNames().join(', ')}`,
      found: 'neither',
    });
  }
}
