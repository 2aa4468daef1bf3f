import type { EngineErrorCode } from './engineError';
import type { FindingCode } from './finding';
import { type RuleName, rules } from './rules';
import { type SupportNote, supportNotes } from './supportNotes';

/**
 * The English sentence of every finding and error: what is wrong, and the mend. `{name}` stands for an argument, and
 * `[…]` is left out where an argument inside it is not given. The UI passes them through `vscode.l10n.t`; nothing
 * below it makes prose.
 */
export const messages: Record<FindingCode | EngineErrorCode, string> = {
  'yaml-syntax': 'This is not valid YAML: {rule}',
  'control-character':
    'The character {character} may not stand in YAML. Remove it, or write it as an escape in quotes.',
  'too-large': 'This file has {size} MB of text; manifests above {limit} MB are not read.',
  'too-deep': 'This is nested more than {limit} levels deep and is not read.',
  'too-much': 'From here on this file is too much to read. Split it into smaller ones.',
  'unread-document': 'Kubernetes reads nothing behind "...". Begin the next document with "---".',
  'alias-unknown': 'No anchor[ &{name}] stands before this alias.',
  'alias-loop': 'This contains itself through an alias.',
  'too-many-aliases': 'The aliases of this document stand for too much text; it is not read.',
  'no-kind': 'No {field} stands here. A Pod begins with "apiVersion: v1" and "kind: Pod".',
  'unsupported-kind':
    '{kind} is not run here: Docker Pods runs Pods, and one pod of what has a template for them.[ Did you mean {similar}?]',
  'unsupported-version': '{kind} has apiVersion {expected}, not {value}.',
  required: '{path} is required[ by type {type}].',
  'wrong-type':
    '{path} must be of type {expected}, not {actual}.[ Put it in quotes: {quoted}][ Put it between {quotes}.][ Remove the quotes: {unquoted}]',
  'unknown-field':
    'There is no field {field} in {parent}.[ Did you mean {similar}?][ It belongs at {belongs}.]',
  'bad-key': 'The name of a field must be plain text.',
  'duplicate-field': '{field} stands here twice, and only one can count. Remove one.',
  'duplicate-name': 'There is already a {what} named {name}; give this one a name of its own.',
  'duplicate-mount-path': '{mountPath} is mounted twice in this container; each mountPath must be unique.',
  'duplicate-host-port': 'hostPort {port}/{protocol} is asked for twice in this pod.',
  'invalid-name': '"{value}" is not a valid name: {rule}',
  'invalid-value': '"{value}" is not valid for {path}: {rule}[ Did you mean {similar}?]',
  'not-one-of': '{path} must be one of {allowed}, not "{value}".[ Did you mean {similar}?]',
  'unknown-volume': 'There is no volume named {name} in spec.volumes.[ Did you mean {similar}?]',
  'limit-below-request': 'The {resource} request {request} is above its limit {limit}.',
  'limit-not-request': 'The {resource} request {request} must equal its limit {limit}: it cannot be shared.',
  'above-pod-limit': 'The {resource} limit {limit} is above that of the pod, {most}.',
  'below-containers': 'The containers ask for {request} of {resource} together; {given} for the pod is less.',
  'unknown-port': 'This container has no port named {name}: nothing will answer.[ Did you mean {similar}?]',
  'unknown-container': 'There is no container named {name} in this pod.[ Did you mean {similar}?]',
  'duplicate-path': 'Another file of this volume has the path {value}; give this one a path of its own.',
  'one-required': '{path} needs one of {allowed}.',
  needs: '{path} needs {needed}.',
  'not-here': '{path} may not stand here: {rule}',
  'too-many': '{path} has {count} items; at most {limit} are allowed.',
  'too-long': '{path} has {length} characters; at most {limit} are allowed.',
  'exclusive-fields': '{first} and {second} exclude each other; remove one.',
  'not-base64': '{path} is not Base64. Text as it is belongs in {field}.',
  'not-json': '{path} must be a map in JSON.',
  'too-much-data': 'This {kind} has {size} bytes of data; Kubernetes takes at most {limit}.',
  'field-emulated': '{path} differs here: {note}',
  'field-ignored': '{path} has no effect here: {note}',
  'field-refused': '{path} is not supported: {note}',
  'docker-unreachable':
    'No Docker Engine answers at {endpoint}. Start Docker, or choose another with DOCKER_HOST or a Docker context.',
  'docker-permission':
    'You may not use the Docker socket {endpoint}. Add yourself to the group "docker" and log in again.',
  'docker-unsupported-host': '{endpoint} cannot be used yet: unix://, npipe:// and tcp:// hosts can.',
  'docker-context-broken': 'The Docker context "{context}" cannot be read: {detail}',
  'image-not-found':
    'There is no image {image}: neither here nor in its registry. Check the name and the tag; a private one needs imagePullSecrets or "docker login".',
  'image-denied':
    'The registry wants credentials for the image {image}. Name a Secret that has them in imagePullSecrets, or use "docker login".',
  'image-pull-failed': 'The image {image} could not be pulled: {detail}',
  'image-never-pulled': 'The image {image} is not here, and imagePullPolicy Never forbids to pull it.',
  'image-platform': 'The image {image} is not made for this machine: {detail}',
  'image-name-invalid': '"{image}" is no name of an image: {detail}',
  'port-taken': 'Port {port} of this machine is taken by something else. Free it, or change hostPort.',
  'host-path-missing': 'The hostPath {path}[ of volume {volume}] is not there.',
  'host-path-relative':
    'The hostPath {path} of volume {volume} is relative: save the manifest first, or write an absolute path.',
  'command-not-found': 'Container {container} cannot start: {detail}',
  'runtime-unknown': 'This Docker has no OCI runtime named {runtime}[; it has {known}].',
  'name-taken': 'A container named {name} that is not ours is in the way. Remove or rename it.',
  'pod-not-found': 'There is no pod {pod} on this Docker.',
  'no-previous-attempt':
    'Container {container} of pod {pod} has no earlier attempt: it has not been restarted.',
  'probe-unavailable': 'The kernel cannot be read through this Docker: {detail}',
  'connect-refused': 'Nothing listens on port {port} in the pod: {detail}',
  cancelled: 'Cancelled.',
  'docker-failed': 'Docker refused: {detail}',
  'object-missing': '{kind} "{name}" is not found: neither in this file nor beside it.[ {note}]',
  'object-key-missing': '{kind} "{name}" has no key "{key}".[ {note}]',
  'file-key-missing': 'The file {file} of volume {volume} has no key "{key}".',
  'env-file-malformed':
    "Line {line} of the file {file} in volume {volume} is neither NAME='value' nor a comment.",
  'runs-as-root':
    'Container {container} has runAsNonRoot, and its image {image} runs as root. Set runAsUser to another user.',
  'user-not-numeric':
    'Container {container} has runAsNonRoot, and whether the user "{user}" of its image is root cannot be known. Set runAsUser.',
  'host-path-type': 'The hostPath {path} of volume {volume} is not of type {type}.',
  'sub-path': 'The path {path} in volume {volume} cannot be used: {detail}',
  'insufficient-resource':
    'The pod requests more {resource} than this machine has, which is {available}. Request less.',
  'runtime-class-unknown':
    'There is no runtime for the runtimeClassName {name}. Name one in the setting dockerPods.runtimeClasses[; this Docker has {known}].',
  'sysctl-forbidden':
    'The sysctl {name} is not safe. Allow it with the setting dockerPods.allowedUnsafeSysctls, or remove it.',
  'sysctl-of-host':
    'The sysctl {name} would change the whole machine, for this pod has no namespace of its own for it. Remove it.',
  'hostname-too-long':
    'The name {name} is too long for a host: Linux takes {limit} characters. Shorten it, or remove setHostnameAsFQDN.',
  'seccomp-profile': 'The seccomp profile {profile} of container {container} cannot be read: {detail}',
  'apparmor-missing':
    'Container {container} asks for the AppArmor profile {profile}, and this Docker has no AppArmor. Remove appArmorProfile to run it without.',
  'volume-failed': 'The volume {volume} could not be prepared: {detail}',
  'manifest-lost': 'What was applied to the pod cannot be read: run its manifest again.',
  'hook-failed': 'The {hook} hook of container {container} failed: {detail}',
  'pod-limits-not-held':
    'Nothing holds the limits of the pod as a whole, only those of each container: {detail}',
  'not-with-this-docker': '{what} needs Docker Engine {needed}; this one is {version}.',
};

/**
 * The sentence of a finding or an error with its arguments in it. `translate` gives a sentence of the catalogue in the
 * user's language.
 */
export function formatMessage(
  code: FindingCode | EngineErrorCode,
  args: Record<string, string>,
  translate: (english: string) => string = (english) => english,
): string {
  const values = { ...args };
  if (args.rule && args.rule in rules) values.rule = translate(rules[args.rule as RuleName]);
  if (args.note && args.note in supportNotes) values.note = translate(supportNotes[args.note as SupportNote]);
  return fill(dropOptional(translate(messages[code]), values), values);
}

function dropOptional(template: string, args: Record<string, string>): string {
  return template.replace(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => args[name] !== undefined) ? part : '',
  );
}

function fill(template: string, args: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole);
}
