import type { DownwardApiFile, Volume, VolumeProjection } from '../../model/pod';
import { type Row, row } from './rows';

/** One volume by its kind, in kubectl's words. */
export function describeVolume(volume: Volume): Row[] {
  return [...row(1, `${volume.name}:`), ...sourceOf(volume)];
}

function sourceOf(volume: Volume): Row[] {
  const { hostPath, configMap, secret, downwardAPI, projected, emptyDir } = volume;
  const { persistentVolumeClaim: claim, ephemeral, image, nfs } = volume;
  if (hostPath) {
    const { path, type } = hostPath;
    return typed('HostPath (bare host directory volume)', { Path: path, HostPathType: type ?? '' });
  }
  if (secret) {
    const { secretName = '', optional = false } = secret;
    return typed('Secret (a volume populated by a Secret)', { SecretName: secretName, Optional: optional });
  }
  if (configMap) {
    const { name = '', optional = false } = configMap;
    return typed('ConfigMap (a volume populated by a ConfigMap)', { Name: name, Optional: optional });
  }
  if (downwardAPI) {
    const about = 'DownwardAPI (a volume populated by information about the pod)';
    return [...typed(about), ...row(2, 'Items:'), ...(downwardAPI.items ?? []).flatMap(itemOf)];
  }
  if (projected) {
    const about = 'Projected (a volume that contains injected data from multiple sources)';
    return [...typed(about), ...(projected.sources ?? []).flatMap(projectionOf)];
  }
  if (claim) {
    const about = 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)';
    return typed(about, { ClaimName: claim.claimName, ReadOnly: claim.readOnly ?? false });
  }
  if (ephemeral) {
    const about = 'an inline specification for a volume that gets created and deleted with the pod';
    return typed(`EphemeralVolume (${about})`);
  }
  if (nfs) {
    const { server, path, readOnly = false } = nfs;
    const about = 'NFS (an NFS mount that lasts the lifetime of a pod)';
    return typed(about, { Server: server, Path: path, ReadOnly: readOnly });
  }
  if (image) {
    const { reference = '', pullPolicy = '' } = image;
    return typed('Image (a container image or OCI artifact)', {
      Reference: reference,
      PullPolicy: pullPolicy,
    });
  }
  const { medium = '', sizeLimit = '<unset>' } = emptyDir ?? {};
  const about = "EmptyDir (a temporary directory that shares a pod's lifetime)";
  return typed(about, { Medium: medium, SizeLimit: sizeLimit });
}

function typed(about: string, fields: Record<string, string | boolean> = {}): Row[] {
  return [
    ...row(2, 'Type:', about),
    ...Object.entries(fields).flatMap(([name, value]) => row(2, `${name}:`, String(value))),
  ];
}

function itemOf({ path, fieldRef, resourceFieldRef }: DownwardApiFile): Row[] {
  return row(3, `${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''} -> ${path}`);
}

function projectionOf({ secret, configMap, downwardAPI, serviceAccountToken }: VolumeProjection): Row[] {
  if (downwardAPI) return row(2, 'DownwardAPI:', 'true');
  if (serviceAccountToken) {
    return row(2, 'TokenExpirationSeconds:', String(serviceAccountToken.expirationSeconds ?? 3600));
  }
  const { name = '', optional = false } = secret ?? configMap ?? {};
  return [
    ...row(2, secret ? 'SecretName:' : 'ConfigMapName:', name),
    ...row(2, 'Optional:', String(optional)),
  ];
}
