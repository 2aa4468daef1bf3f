import { yamlRules } from './yamlRules';

export type RuleName = keyof typeof rules;

/** The API server's rules for values, as the end of a finding's sentence. */
export const rules = {
  ...yamlRules,
  'dns-label': 'at most 63 lower case letters, digits and "-", beginning and ending with a letter or digit.',
  'dns-subdomain':
    'at most 253 lower case letters, digits, "-" and ".", each part beginning and ending with a letter or digit.',
  'port-name':
    'at most 15 lower case letters, digits and single "-", at least one letter, no "-" at either end.',
  'env-name': 'printable ASCII characters other than "=".',
  'label-key':
    'letters, digits, "-", "_" and "." (at most 63, ending in letters or digits), after an optional domain and "/".',
  'label-value': 'at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.',
  'annotation-key':
    'letters, digits, "-", "_" and "." (at most 63, ending in letters or digits), after an optional domain and "/".',
  'search-domain':
    'a domain: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.',
  'data-key': 'at most 253 letters, digits, "-", "_" and ".", not beginning with "..".',
  'header-name': 'letters, digits and "-".',
  'sysctl-name': 'lower case letters, digits, "-" and "_", in parts with "." or "/" between them.',
  ip: 'an IP address.',
  port: 'a number from 1 to 65535.',
  'host-port-on-host-network': 'with hostNetwork, hostPort must equal containerPort.',
  natural: 'a number from 0 to 2147483647.',
  deadline: 'a number from 1 to 2147483647.',
  positive: 'it must be above 0.',
  'not-negative': 'it must not be negative.',
  'must-be-one': 'it must be 1 here.',
  whole: 'it must be a whole number.',
  pages: 'it must be a multiple of the size of its pages.',
  weight: 'a number from 1 to 100.',
  'file-mode': 'mode bits from 0 to 0777, which is 511 where the number is decimal.',
  'token-lifetime': 'from 600 seconds to 4294967296.',
  sleep: 'from 0 seconds to terminationGracePeriodSeconds (30 where it is not set).',
  signal: "one of Linux' signals, such as SIGTERM, SIGUSR1 or SIGRTMIN+3.",
  quantity: 'a quantity is a number with an optional unit, such as 500m, 0.5, 64Mi or 1G.',
  'divisor-cpu': '1 or 1m.',
  'divisor-bytes': '1, or one unit such as 1k, 1M, 1Ki or 1Mi.',
  'no-dots': 'it must not contain "..".',
  'relative-path': 'a relative path without "..".',
  'file-path': 'a relative path without ".." and not beginning with two dots.',
  'absolute-path': 'a path that begins with "/".',
  'empty-dir': 'the volume must be an emptyDir.',
  'created-claim': "this claim is made for an ephemeral volume of the pod and is that volume's alone.",
  'no-outer-spaces': 'it must not begin or end with a space.',
  'not-for-init': 'an init container has it only with restartPolicy Always, which makes it a sidecar.',
  'kills-nothing': 'a readinessProbe ends no container.',
  'only-localhost': 'it goes with type Localhost alone.',
  'no-deadline': 'only the pods of a Job may have a deadline.',
  'selects-template': 'the labels of the template must be what the selector asks for.',
} as const;
