/** Powers of ten: read as an exponent, for 700 * 1e-3 is not 0.7. */
const decimalSuffixes: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Record<string, number> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const quantityPattern =
  /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;

/**
 * The number a Kubernetes quantity stands for (`500m` → 0.5, `64Mi` → 67108864), or undefined where it is none.
 * Rule: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = quantityPattern.exec(text);
  if (!match) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  const power = exponent ?? `e${decimalSuffixes[suffix] ?? 0}`;
  return Number(`${digits}${power}`) * (binarySuffixes[suffix] ?? 1);
}

/** Whole bytes, rounded up as Kubernetes' `Quantity.Value()` does. */
export function bytesOf(quantity: string | undefined): number | undefined {
  const value = quantity === undefined ? undefined : parseQuantity(quantity);
  return value === undefined ? undefined : roundUp(value);
}

/** Whole thousandths of a CPU, rounded up as Kubernetes' `Quantity.MilliValue()` does. */
export function milliCpuOf(quantity: string | undefined): number | undefined {
  const value = quantity === undefined ? undefined : parseQuantity(quantity);
  return value === undefined ? undefined : roundUp(value * 1000);
}

/** Rounds up, but not over the error of binary fractions: 1.1 × 1000 is 1100 and 4.35 M is 4350000. */
function roundUp(value: number): number {
  return Math.ceil(Number(value.toPrecision(15)));
}
