/** The registry and repository an image's name stands for: `nginx:1` is `docker.io` and `library/nginx`. */
export interface ImageReference {
  /** With its port, lower case; Docker Hub is `docker.io`. */
  registry: string;
  repository: string;
}

/**
 * Takes an image's name apart as Docker does: the part before the first `/` is a registry where it has a `.` or `:` or
 * is `localhost`. Rule: https://github.com/distribution/reference/blob/main/normalize.go
 */
export function imageReferenceOf(image: string): ImageReference {
  const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (!/[.:]|^localhost$/.test(first)) {
    return { registry: 'docker.io', repository: name.includes('/') ? name : `library/${name}` };
  }
  const rest = name.slice(slash + 1);
  if (first !== 'docker.io' && first !== 'index.docker.io')
    return { registry: first.toLowerCase(), repository: rest };
  return { registry: 'docker.io', repository: rest.includes('/') ? rest : `library/${rest}` };
}
