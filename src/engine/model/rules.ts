export type RuleName = keyof typeof rules;

/** The API server's rules for values, as the end of a finding's sentence. */
export const rules = {
  'dns-label': 'at most 63 lower case letters, digits and "-", beginning and ending with a letter or digit.',
  'dns-subdomain':
    'at most 253 lower case letters, digits, "-" and ".", each part beginning and ending with a letter or digit.',
  'port-name':
    'at most 15 lower case letters, digits and single "-", at least one letter, no "-" at either end.',
  'env-name': 'printable ASCII characters other than "=".',
  'label-key':
    'letters, digits, "-", "_" and "." (at most 63, ending in letters or digits), after an optional domain and "/".',
  'label-value': 'at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.',
  port: 'a number from 1 to 65535.',
  'host-port-on-host-network': 'with hostNetwork, hostPort must equal containerPort.',
  'user-id': 'a number from 0 to 2147483647.',
  'not-negative': 'it must not be negative.',
  quantity: 'a quantity is a number with an optional unit, such as 500m, 0.5, 64Mi or 1G.',
  'no-colon': 'it must not contain ":".',
  'no-dots': 'it must not contain "..".',
  'host-ip': 'an IP address.',
  'no-outer-spaces': 'it must not begin or end with a space.',
} as const;
