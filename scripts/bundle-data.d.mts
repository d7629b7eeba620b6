interface RawDataset {
  readonly name: string;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (1 | -1)[];
}

export function irisSetosaVersicolor(): RawDataset;
export function mnistZeroOne(): RawDataset;
export function datasetText(data: RawDataset): string;
