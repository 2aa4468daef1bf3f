import { emulated, noted, only, refused, rows, type SupportRows, supported } from './supportRule';

const at = 'spec.volumes.';

/** What becomes of a volume's fields. */
export const volumeRows: SupportRows = {
  ...rows(at, ['name', 'emptyDir', 'hostPath', 'hostPath.type'], supported),
  [`${at}hostPath.path`]: [noted('host-path')],
  [`${at}emptyDir.medium`]: [
    only(emulated('memory-medium', true), 'Memory'),
    {
      ...refused('huge-pages'),
      only: 'HugePages',
      when: (value) => String(value).startsWith('HugePages'),
    },
    supported,
  ],
  [`${at}emptyDir.sizeLimit`]: [
    { ...supported, only: 'medium Memory', when: (_, owner) => owner.medium === 'Memory' },
    emulated('empty-dir-size', true),
  ],
  ...fileRows(),
  ...projectedRows(),
  ...storageRows(),
};

function fileRows(): SupportRows {
  return {
    ...rows(`${at}configMap`, ['', '.name', '.defaultMode', '.optional'], supported),
    ...itemRows(`${at}configMap.`),
    ...rows(`${at}secret`, ['', '.secretName', '.defaultMode', '.optional'], supported),
    ...itemRows(`${at}secret.`),
    ...rows(`${at}downwardAPI`, ['', '.defaultMode'], supported),
    ...downwardRows(`${at}downwardAPI.`),
  };
}

function projectedRows(): SupportRows {
  const sources = `${at}projected.sources`;
  return {
    ...rows(`${at}projected`, ['', '.defaultMode', '.sources'], supported),
    ...rows(`${sources}.configMap`, ['', '.name', '.optional'], supported),
    ...itemRows(`${sources}.configMap.`),
    ...rows(`${sources}.secret`, ['', '.name', '.optional'], supported),
    ...itemRows(`${sources}.secret.`),
    [`${sources}.downwardAPI`]: [supported],
    ...downwardRows(`${sources}.downwardAPI.`),
    [`${sources}.serviceAccountToken`]: [emulated('unsigned-token')],
    ...rows(`${sources}.`, ['clusterTrustBundle', 'podCertificate'], refused('no-certificates')),
  };
}

function itemRows(owner: string): SupportRows {
  return rows(`${owner}items`, ['', '.key', '.path', '.mode'], supported);
}

function downwardRows(owner: string): SupportRows {
  return {
    ...rows(`${owner}items`, ['', '.path', '.mode'], supported),
    ...rows(`${owner}items.fieldRef`, ['', '.apiVersion', '.fieldPath'], supported),
    ...rows(`${owner}items.resourceFieldRef`, ['', '.containerName', '.resource', '.divisor'], supported),
  };
}

function storageRows(): SupportRows {
  return {
    [`${at}persistentVolumeClaim`]: [supported],
    [`${at}persistentVolumeClaim.claimName`]: [noted('claim')],
    [`${at}persistentVolumeClaim.readOnly`]: [supported],
    [`${at}ephemeral`]: [emulated('ephemeral-volume', true)],
    ...rows(`${at}image`, ['', '.reference', '.pullPolicy'], supported),
    [`${at}nfs`]: [emulated('nfs', true)],
    ...rows(`${at}nfs.`, ['server', 'path', 'readOnly'], supported),
    [`${at}gitRepo`]: [refused('git-repo')],
    ...rows(
      at,
      [
        ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume'],
        ...['flocker', 'gcePersistentDisk', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume'],
        ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
      ],
      refused('cluster-storage'),
    ),
  };
}
