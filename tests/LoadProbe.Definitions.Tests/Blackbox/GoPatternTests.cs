using System.Text.RegularExpressions;

namespace LoadProbe.Definitions.Tests;

/// <summary>Regular expressions of Go's syntax mean here what they mean there.</summary>
public class GoPatternTests
{
    [Theory]
    [InlineData("^+OK", "OK", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("((?m)x)|a$", "a\n", false)]
    [InlineData(@"a\z", "a", true)]
    [InlineData("(?i)ABC", "xabcx", true)]
    [InlineData("(?i-s:ab)c", "ABC", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\W$", "é", true)]
    [InlineData(@"^\s$", "\u00A0", false)]
    [InlineData(@"^[\D]$", "٣", true)]
    [InlineData(@"^[^\S]$", " ", true)]
    [InlineData("^[[:alpha:]_]+$", "a_B", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-z-[aeiou]]$", "e]", true)]
    [InlineData("^[a-z-[aeiou]]$", "b", false)]
    [InlineData(@"\Qa.b\E+", "a.bb", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData(@"^\x{41}\x42\103\0?$", "ABC", true)]
    [InlineData(@"^\pL\p{Lu}\P{Lu}\p{^Lu}$", "aAaa", true)]
    [InlineData(@"^a{,2}$", "a{,2}", true)]
    [InlineData("^a{2,3}?$", "aaa", true)]
    [InlineData(@"^\_\-\/$", "_-/", true)]
    [InlineData("^😀+$", "😀😀", true)]
    [InlineData("^a # b$", "a # b", true)]
    [InlineData("(?P<a>x)(?P<a>y)", "xy", true)]
    [InlineData("", "x", true)]
    public void Means_here_what_it_means_there(string pattern, string text, bool matches)
    {
        (string translated, _, string? fault) = GoPattern.Translate(pattern);
        Assert.Null(fault);
        Assert.Equal(matches, new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant).IsMatch(text));
    }

    [Theory]
    [InlineData("(?=a)", "(?= is not in Go's syntax")]
    [InlineData("(?<!a)", "(?< is not in Go's syntax")]
    [InlineData("(?x)a", "(?x is not in Go's syntax")]
    [InlineData("(?U)a", "the flag U")]
    [InlineData(@"(a)\1", @"\1 refers to a group")]
    [InlineData(@"a\Z", @"\Z is not in Go's syntax")]
    [InlineData(@"\p{Greek}", @"\p{Greek} is not supported")]
    [InlineData("a**", "* repeats what is repeated already")]
    [InlineData("|*", "* repeats nothing")]
    [InlineData("a{1001}", "{1001} is not a count from 0 to 1000")]
    [InlineData("a{3,2}", "{3,2} is not a count from 0 to 1000")]
    [InlineData("(a", "a ( has no )")]
    [InlineData("a)", "a ) has no (")]
    [InlineData("[a", "a [ has no ]")]
    [InlineData("[z-a]", "z-a begins above its end")]
    [InlineData("[[:foo:]]", "[:foo:] is not in Go's syntax")]
    [InlineData("a\\", "a \\ ends it")]
    [InlineData("(?P<a-b>x)", "a group's name is")]
    [InlineData("[😀]", "characters above U+FFFF")]
    public void What_Go_or_we_cannot_take_is_named(string pattern, string fault) => Assert.Contains(fault, GoPattern.Translate(pattern).Fault, StringComparison.Ordinal);

    [Fact]
    public void Two_thousand_patterns_made_by_chance_are_taken_or_refused_and_what_is_taken_runs()
    {
        string[] pieces = ["a", "é", "😀", "(", ")", "(?:", "(?i)", "(?P<n>", "[", "]", "^", "-", "[:alpha:]", "\\", "\\d", "\\x", "\\p", "{", "}", "1", ",", "2", "*", "+", "?", "|", "$", ".", "\\Q", "\\E", "L", "\\b", "\\z", ":"];
        var random = new Random(1);
        (int taken, int refused) = (0, 0);
        for (int i = 0; i < 2_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            (string pattern, IReadOnlyList<string> names, string? fault) = GoPattern.Translate(text);
            if (fault is not null) refused++;
            else if (++taken > 0) Assert.Equal(names.Count, new Regex(pattern, RegexOptions.NonBacktracking).GetGroupNumbers().Length);
        }

        Assert.InRange(taken, 500, 1_500);
        Assert.InRange(refused, 500, 1_500);
    }

    [Fact]
    public void Groups_have_the_numbers_that_they_have_there()
    {
        BlackboxPattern pattern = Blackbox.Module("prober: tcp\n    tcp: { query_response: [{ expect: '(?P<first>a)(b)(?P<third>c)' }] }").Tcp.QueryResponse[0].Expect!;
        System.Text.RegularExpressions.Match match = pattern.Regex.Match("abc");
        Assert.Equal(["abc", "a", "b", "c"], match.Groups.Values.Select(g => g.Value));
        Assert.Equal(["", "first", "", "third"], pattern.Groups);
    }
}
