import { dot, norm, OrthogonalFactor, rotate } from './orthogonal-factor.ts';

/** The least-squares fit of one target by columns that come and go, kept up to date at the cost of one column a change. */
export class ActiveFit {
  readonly #target: Float64Array;
  readonly #factor = new OrthogonalFactor();
  /** Of the target on the factor's directions. */
  #components: number[] = [];
  #residual: Float64Array;
  #isFresh = true;

  constructor(target: Float64Array) {
    this.#target = target;
    this.#residual = Float64Array.from(target);
  }

  /** target − Σ weight · column. */
  get residual(): Float64Array {
    return this.#residual;
  }

  get distance(): number {
    return norm(this.#residual);
  }

  /** One a column, in their order. */
  weights(): Float64Array {
    return this.#factor.coefficientsOf(this.#components);
  }

  /** False, and no change, when the column depends on the others. */
  append(column: Float64Array): boolean {
    const direction = this.#factor.append(column);
    if (!direction) return false;
    const component = dot(direction, this.#residual);
    this.#components.push(component);
    this.#addToResidual(-component, direction);
    return true;
  }

  remove(position: number): void {
    const { rotations, dropped } = this.#factor.remove(position);
    rotations.forEach((rotation, step) => {
      rotate(this.#components, position + step, rotation);
    });
    this.#addToResidual(this.#components.pop()!, dropped);
  }

  /** Recomputes the residual from the target, free of what updates have left in it; false when nothing was to be done. */
  refresh(): boolean {
    if (this.#isFresh) return false;
    const { components, residual } = this.#factor.project(this.#target);
    this.#components = components;
    this.#residual = residual;
    this.#isFresh = true;
    return true;
  }

  #addToResidual(factor: number, direction: Float64Array): void {
    for (let i = 0; i < direction.length; i++) this.#residual[i]! += factor * direction[i]!;
    this.#isFresh = false;
  }
}
