/** Where things are in VS Code's window, as Playwright finds them: all that an update of VS Code may move. */
export const selectors = {
  /** A file in the explorer. */
  file: (name) => `.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`,
  /** The title of the editor that is shown. */
  activeTab: (name) => `.tab.active[data-resource-name="${name}"]`,
  /** A lens above a document, by a part of its title. */
  lens: (title) => `.codelens-decoration a:has-text("${title}")`,
  anyLens: '.codelens-decoration a',
  /** A view container in the activity bar; its badge, where it has one, covers the icon. */
  viewContainer: (title) => `.activitybar .action-item:has(> a.action-label[aria-label^="${title}"])`,
  /** An item of the tree in the side bar, by how its spoken label begins. */
  treeItem: (label) => `.sidebar .monaco-list-row[aria-label^="${label}"]`,
  treeItemAtTop: '.sidebar .monaco-list-row[aria-level="1"]',
  treeItemBelow: '.sidebar .monaco-list-row[aria-level="2"]',
  /** What an empty view says. */
  welcome: '.sidebar .welcome-view-content p',
  /** The arrow that opens a tree item. */
  twistie: '.monaco-tl-twistie',
  /** An entry of the context menu that is open. */
  menuEntry: (title) => `.monaco-menu .action-item:has-text("${title}")`,
  /** What a modal question asks, and a button of it. */
  dialogMessage: '.monaco-dialog-box .dialog-message-text',
  dialogButton: (title) => `.monaco-dialog-box .monaco-button:has-text("${title}")`,
  /** A line of an output channel, in the panel. */
  outputLine: '.part.panel .view-line',
  /** What closes the panel below the editors. */
  closePanel: '.part.panel .action-label[aria-label^="Hide Panel"]',
  /** In the inspector's webview: the rows of the grid. */
  inspectorRow: 'table tbody tr',
};
