// Who may do what, as a table: the whole of it, so that a right that is added anywhere shows here.

/**
 * Letters: g get, l list, w watch, c create, u update, p patch, d delete, D deletecollection; i impersonate; b bind and
 * e escalate a role. A dot: nothing.
 *
 * Rows: where, and what. `team` is a namespace of theirs, `other` one of others, `own` that of operator and bot; `all`
 * is what is in no namespace, or in any. After a slash the subresource, after a colon the only name.
 *
 * Columns: viewer, drills and protect are people in Slack with one of the example roles in `team` (a viewer also has
 * the machines; drills comes by a group); jane works with kubectl and her group has drills and protect in `team`;
 * neighbour has the same in `other`; nobody has nothing.
 */
export const EXPECTED = `
                                                operator  bot     viewer  drills  protect  jane    neighbour  nobody
all    recoveryvaults                           glwp      glw     glw     .       .        .       .          .
all    recoveryvaults/status                    p         .       .       .       .        .       .          .
all    discoveredmachines                       glwcpd    glw     glw     .       .        .       .          .
all    discoveredmachines/status                .         .       .       .       .        .       .          .
team   replicationpolicies                      glwp      glw     glw     glw     glw      glw     .          .
team   replicationpolicies/status               p         .       .       .       .        .       .          .
team   physicalmachineprotections               glwp      glwcpd  glw     glw     glwcpd   glwcpd  .          .
team   physicalmachineprotections/status        p         .       .       .       .        .       .          .
team   physicalmachineprotections/finalizers    .         .       .       .       .        .       .          .
team   testfailovers                            glwpd     glwcp   glw     glwcp   glw      glwcp   .          .
team   testfailovers/status                     p         .       .       .       .        .       .          .
team   testfailovers/finalizers                 .         .       .       .       .        .       .          .
other  physicalmachineprotections               glwp      glwcpd  .       .       .        .       glwcpd     .
other  testfailovers                            glwpd     glwcp   .       .       .        .       glwcp      .
other  testfailovers/status                     p         .       .       .       .        .       .          .
all    testfailovers                            glwpd     glwcp   .       .       .        .       .          .
all    testfailovers/status                     p         .       .       .       .        .       .          .
team   secrets                                  .         .       .       .       .        .       .          .
team   configmaps                               .         .       .       .       .        .       .          .
team   leases                                   .         .       .       .       .        .       .          .
team   events.events.k8s.io                     cp        .       .       .       .        .       .          .
team   serviceaccounts/token                    .         .       .       .       .        .       .          .
team   pods                                     .         .       .       .       .        .       .          .
team   roles                                    .         .       .       .       .        .       .          .
team   rolebindings                             .         .       .       .       .        .       .          .
own    secrets                                  .         .       .       .       .        .       .          .
own    secrets:asr-chatops-azure                g         .       .       .       .        .       .          .
own    secrets:asr-chatops-slack                .         .       .       .       .        .       .          .
own    configmaps                               .         glcpd   .       .       .        .       .          .
own    leases                                   c         c       .       .       .        .       .          .
own    leases:asr-chatops-operator              glwcp     c       .       .       .        .       .          .
own    leases:asr-chatops-bot                   c         glwcp   .       .       .        .       .          .
own    serviceaccounts/token                    .         .       .       .       .        .       .          .
own    pods                                     .         .       .       .       .        .       .          .
own    pods/exec                                .         .       .       .       .        .       .          .
all    secrets                                  .         .       .       .       .        .       .          .
all    configmaps                               .         .       .       .       .        .       .          .
all    subjectaccessreviews                     .         c       .       .       .        .       .          .
all    users                                    .         .       .       .       .        .       .          .
all    groups                                   .         .       .       .       .        .       .          .
all    serviceaccounts                          .         .       .       .       .        .       .          .
all    clusterroles                             .         .       .       .       .        .       .          .
all    clusterrolebindings                      .         .       .       .       .        .       .          .
all    customresourcedefinitions                .         .       .       .       .        .       .          .
all    validatingadmissionpolicies              .         .       .       .       .        .       .          .
all    validatingadmissionpolicybindings        .         .       .       .       .        .       .          .
all    nodes                                    .         .       .       .       .        .       .          .
all    namespaces                               .         .       .       .       .        .       .          .
`;

export type Row = readonly [where: string, what: string, ...cells: readonly string[]];

/** The head, and one row a line. */
export function readTable(text: string): { readonly who: readonly string[]; readonly rows: readonly Row[] } {
  const [head = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return { who: head, rows: rows as unknown as readonly Row[] };
}
