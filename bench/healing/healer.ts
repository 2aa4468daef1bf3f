/** Something that brings back what dies. */
export interface Healer {
  readonly name: 'ours' | 'floor' | 'docker';
  /** Label (`key=value`) of its containers. */
  readonly label: string;
  /** Makes a pod of so many containers stand; gives Docker's ids of its sandbox (where it has one) and its first container. */
  up(size: number): Promise<{ sandbox?: string; container: string }>;
  down(): Promise<void>;
}
