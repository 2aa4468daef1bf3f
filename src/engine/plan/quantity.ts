const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const quantityPattern =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;

/**
 * The number a Kubernetes quantity stands for (`500m` → 0.5, `64Mi` → 67108864), or undefined where it is none.
 * Rule: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = quantityPattern.exec(text.trim());
  if (!match) return undefined;
  const [, digits, exponent, suffix] = match;
  return exponent ? Number(`${digits}${exponent}`) : Number(digits) * (suffixes[suffix ?? ''] ?? 1);
}

/** Whole bytes, rounded up as Kubernetes' `Quantity.Value()` does. */
export function bytesOf(quantity: string | undefined): number | undefined {
  const value = quantity === undefined ? undefined : parseQuantity(quantity);
  return value === undefined ? undefined : Math.ceil(value);
}

/** Whole thousandths of a CPU, rounded up as Kubernetes' `Quantity.MilliValue()` does. */
export function milliCpuOf(quantity: string | undefined): number | undefined {
  const value = quantity === undefined ? undefined : parseQuantity(quantity);
  // 0.1 * 1000 must not become 101 by the error of binary fractions.
  return value === undefined ? undefined : Math.ceil(Number((value * 1000).toPrecision(12)));
}
