using System.Text.RegularExpressions;

namespace LoadProbe.Core.Tests;

public class MatchTests
{
    private static readonly Variables None = new(new NoSecrets());

    [Theory]
    [InlineData("100", "100", true)]
    [InlineData("100", "100.0", true)]
    [InlineData("1e2", "100", true)]
    [InlineData("accepted", "accepted", true)]
    [InlineData("accepted", "Accepted", false)]
    [InlineData("007", "7", true)]
    [InlineData("", "0", false)]
    public void Is_compares_numbers_as_numbers_and_all_else_as_text(string value, string wanted, bool fits) =>
        Assert.Equal(fits ? null : $"expected \"{wanted}\"", new Match { Is = Template.Constant(wanted) }.Fault(value, None));

    [Fact]
    public void Every_part_must_hold()
    {
        var match = new Match { Contains = Template.Constant("00"), Matches = new Regex("^1"), Min = 100, Max = 1_000 };

        Assert.Null(match.Fault("100", None));
        Assert.Equal("expected it to contain \"00\"", match.Fault("111", None));
        Assert.Equal("expected it to match /^1/", match.Fault("200", None));
        Assert.Equal("expected at most 1000", match.Fault("10000", None));
        Assert.Equal("expected at least 100", new Match { Min = 100 }.Fault("99.5", None));
        Assert.Equal("expected a number", new Match { Max = 1 }.Fault("many", None));
        Assert.Equal("expected a number", new Match { Max = 1 }.Fault("NaN", None));
    }

    [Fact]
    public void What_is_absent_fits_only_where_it_must_be()
    {
        Assert.Null(new Match { Exists = false }.Fault(null, None));
        Assert.Equal("expected it to be absent", new Match { Exists = false }.Fault("", None));
        Assert.Equal("expected it to be there", new Match { Exists = true }.Fault(null, None));
        Assert.Equal("expected it to be there", new Match { Is = Template.Constant("") }.Fault(null, None));
        Assert.Null(new Match { Exists = true }.Fault("", None));
    }

    [Fact]
    public void An_expression_that_runs_away_does_not_match()
    {
        var match = new Match { Matches = new Regex("(?=^)(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20)) };

        Assert.Equal("expected it to match /(?=^)(a+)+$/", match.Fault(new string('a', 40) + "b", None));
    }

    private sealed class NoSecrets : ISecretStore
    {
        public string? Read(SecretReference reference) => null;
    }
}
