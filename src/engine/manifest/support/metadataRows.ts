import { emulated, ignored, rows, type SupportRows, supported } from './supportRule';

/** AppArmor by annotation, from before there was a field for it. */
const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** What becomes of the fields around the spec. */
export const metadataRows: SupportRows = {
  ...rows('', ['apiVersion', 'kind', 'metadata', 'spec'], supported),
  status: [ignored('status')],
  ...rows('metadata.', ['name', 'namespace', 'labels', 'annotations'], supported),
  'metadata.annotations.*': [
    {
      ...emulated('app-armor-annotation'),
      only: `${appArmorAnnotation}…`,
      when: (_, __, key) => key.startsWith(appArmorAnnotation),
    },
    supported,
  ],
  ...rows('metadata.', ['finalizers', 'ownerReferences'], ignored('no-controllers')),
  ...rows(
    'metadata.',
    [
      ...['creationTimestamp', 'deletionGracePeriodSeconds', 'deletionTimestamp', 'generation'],
      ...['managedFields', 'resourceVersion', 'selfLink', 'uid'],
    ],
    ignored('set-by-server'),
  ),
  'metadata.generateName': [ignored('generate-name')],
};
