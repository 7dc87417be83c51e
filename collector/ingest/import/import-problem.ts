/** Why a whole file is refused, in words for whoever sent it. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';
  readonly kind: 'invalid_parameter' | 'too_large';
  /** the parameter that is wrong, or `body` */
  readonly field: string;

  constructor(
    detail: string,
    field = 'body',
    kind: 'invalid_parameter' | 'too_large' = 'invalid_parameter',
  ) {
    super(detail);
    this.kind = kind;
    this.field = field;
  }
}
