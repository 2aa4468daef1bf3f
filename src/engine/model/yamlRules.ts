/** What is wrong with YAML at one place, and the mend: the end of a finding's sentence. */
export const yamlRules = {
  'yaml-quote': 'the quote that opens here is never closed.',
  'yaml-bracket':
    'a "[" or "{" before this place is not closed, or a line inside of it begins too far to the left.',
  'yaml-comma': 'a comma is missing before this.',
  'yaml-block-in-flow': 'inside of "[ ]" and "{ }" items stand between commas, without "-" or indentation.',
  'yaml-colon':
    'a key needs ":" and a space behind it; what belongs to the text above must be indented further.',
  'yaml-dash': 'this is indented like the items of the list, and has no "- ". Indent it further.',
  'yaml-indent': 'the line is not indented like its neighbours. Begin it exactly below them.',
  'yaml-tab': 'a tab cannot indent. Use spaces.',
  'yaml-nested':
    'this has a value and keys of its own. Put text with ": " in it in quotes, or indent the lines below less.',
  'yaml-key-line':
    'a key must stand on one line with its ":". Look for a ":" or a closing quote missing above.',
  'yaml-anchors': 'a value has one anchor and one tag at most. Remove one.',
  'yaml-start': 'text cannot begin with this character. Put it in quotes.',
  'yaml-escape':
    'there is no such escape in double quotes. Write \\\\ for a backslash, or use single quotes.',
  'yaml-unexpected':
    'this does not fit here. Look for a quote, a comma or a line break that is missing before it.',
  'yaml-other': 'this place breaks its rules. Look at its quotes, colons and indentation.',
} as const;
