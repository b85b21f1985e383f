"""tst_apifacts.py API-FACTS.PY: packaging/dev.d/api-facts.py finds what it is there to find, and nothing else."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

LINT = sys.argv.pop(1)
FACTS = """| anchor | fact |
|---|---|
| [PUT-204] | Success is 204. |
| [PUT-mail] | Zoom tells the person. |
"""


class ApiFacts(unittest.TestCase):
    def found(self, source, facts=FACTS, zoo=None):
        """What the lint prints about a folder with this one source."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "app/zoom").mkdir(parents=True)
            (folder / "ui").mkdir()
            (folder / "app/zoom/README.md").write_text(facts, encoding="utf-8")
            (folder / "ui/words.cpp").write_text(source, encoding="utf-8")
            if zoo:
                (folder / "tests/wire").mkdir(parents=True)
                (folder / "tests/wire/zoo.tsv").write_text(zoo, encoding="utf-8")
            ran = subprocess.run([sys.executable, LINT, name], capture_output=True, text=True, check=False)
        self.assertEqual(ran.stderr, "")
        self.assertEqual(ran.returncode, 1 if ran.stdout else 0)
        return ran.stdout

    def test_a_claim_without_a_row(self):
        for claim in ('tr("Zoom tells the person.")', 'Texts::tr("Then "\n    "Zoom sets it.")',
                      'QT_TRANSLATE_NOOP("Words", "Zoom may refuse it.")', 'tr("They are signed out.")',
                      'tr("It signs them out of their devices.")', 'translate("Words", "Zoom has set it.")'):
            self.assertIn("words.cpp:3: which row", self.found(f"\n\nreturn {claim};\n"), claim)

    def test_a_claim_with_its_row(self):
        for source in ('// [PUT-mail]\nreturn tr("Zoom tells the person.");',
                       'return tr("Zoom tells the person."); // [PUT-mail]',
                       '// Why. [PUT-mail] [PUT-204]\ncase X:\n    return tr("Zoom tells "\n        "the person.");'):
            self.assertEqual(self.found(source), "")

    def test_a_row_that_is_too_far_away(self):
        self.assertIn("which row", self.found('// [PUT-mail]\n\nreturn tr("Zoom tells the person.");'))
        self.assertIn("which row", self.found("// [PUT-mail]\n" + "x;\n" * 12 + 'tr("Zoom tells the person.");'))
        self.assertIn("which row", self.found('auto row = "[PUT-mail]";\nreturn tr("Zoom tells the person.");'))

    def test_what_is_no_claim(self):
        for text in ("Connect a Zoom account", "Sign in to Zoom with it", "Zoom", "Choose “Sign out again”",
                     "Keyturn tells"):
            self.assertEqual(self.found(f'return tr("{text}");'), "", text)
        self.assertEqual(self.found('log("Zoom tells the person."); // tr("Zoom tells")'), "")

    def test_a_row_that_is_not_there(self):
        self.assertIn("no row [PUT-205]", self.found('// [PUT-205]\nreturn tr("Zoom tells the person.");'))
        self.assertEqual(self.found("x = y[A-B]; // see RFC 9110 [sic]\n"), "")

    def test_two_rows_of_one_name(self):
        self.assertIn("two rows are [PUT-204]", self.found("", FACTS + "| [PUT-204] | Again. |\n"))
        self.assertIn("[put-204] is not the name", self.found("", FACTS + "| [put-204] | Again. |\n"))

    def test_everywhere(self):
        self.assertIn("everywhere", self.found('// [PUT-204]\nreturn tr("Signed out everywhere");'))

    def test_the_zoo(self):
        head = "answer\trows\n"
        self.assertEqual(self.found("", zoo=head + "204\t[PUT-204]\n"), "")
        self.assertIn("no row [PUT-1]", self.found("", zoo=head + "204\t[PUT-204] [PUT-1]\n"))
        self.assertIn("names no row", self.found("", zoo=head + "204\tPUT\n"))


if __name__ == "__main__":
    unittest.main()
