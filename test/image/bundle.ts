// One container as runc reads it: our user, no capability, nothing writable, the machine's own network. Pure.

export interface ContainerOptions {
  readonly root: string;
  /** As the image says it: entry point, working folder and environment. */
  readonly image: ImageConfig;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files to be seen read-only, under the same path. */
  readonly files?: readonly string[];
}

/** What an image says of how it is run (OCI image specification). */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
}

const mount = (destination: string, type: string, source: string, options: readonly string[]) => ({
  destination,
  type,
  source,
  options,
});

export function bundleConfig({ root, image, args, env = {}, files = [] }: ContainerOptions): object {
  const [uid, gid] = image.User.split(":").map(Number);
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: false,
      user: { uid, gid },
      args: [...image.Entrypoint, ...args],
      env: [...image.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      cwd: image.WorkingDir,
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [], ambient: [], inheritable: [] },
    },
    root: { path: root, readonly: true },
    hostname: "image-check",
    mounts: [
      mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
      mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
      ...files.map((path) => mount(path, "bind", path, ["bind", "ro"])),
    ],
    linux: { namespaces: ["pid", "ipc", "uts", "mount"].map((type) => ({ type })) },
  };
}
