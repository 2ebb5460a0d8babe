using System.Diagnostics;

namespace LoadProbe.Definitions.Tests;

/// <summary>Whatever stands in a file, the answer is a record or mistakes with places, and soon.</summary>
public class MutationTests
{
    // In full with LOADPROBE_MUTATIONS=10000.
    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_MUTATIONS"), out int asked) ? asked : 2_000;

    private const int Seed = 1;

    private static readonly string[] Pieces =
        ["\t", "\n", " ", ":", "- ", "{", "}", "[", "]", "\"", "'", "|", ">", "&a", "*a", "!!str", "---\n", "#", "${", "}", "%", "?", "~", "0", "-1", "99999999999999999999", "\0", "\uFFFF", "é", "steps:", "<<: ", "1e999", "x: "];

    [Fact]
    public void Two_thousand_mutations_of_the_examples_never_throw_and_take_no_time()
    {
        using var scratch = new Scratch();
        foreach ((string path, string content) in DocumentTests.Examples) scratch.With(path, content);
        string[] originals = [.. DocumentTests.Examples.Select(e => e.Path).Where(p => p.EndsWith(".yaml", StringComparison.Ordinal))];
        var random = new Random(Seed);
        (TimeSpan slowest, int refused) = (TimeSpan.Zero, 0);

        for (int i = 0; i < Mutations; i++)
        {
            string mutant = Mutate(File.ReadAllText(scratch[originals[i % originals.Length]]), random);
            string path = scratch.With("probes/mutant.yaml", mutant)["probes/mutant.yaml"];
            long start = Stopwatch.GetTimestamp();

            var loaded = DefinitionFiles.LoadAll([path], Files.WithUser);
            DefinitionFiles.LoadTargets(path);

            if (Stopwatch.GetElapsedTime(start) > slowest) slowest = Stopwatch.GetElapsedTime(start);
            if (loaded.Mistakes.Count > 0) refused++;
            Assert.All(loaded.Mistakes, m => Assert.True(m.At.Line >= 1 && m.At.Column >= 1 && m.Message.Length > 0 && !m.Message.Contains('\n'), $"mutation {i}: {m}"));
            int read = loaded.Probes.Count + loaded.Scenarios.Count;
            Assert.True(loaded.Mistakes.Count > 0 || read == 1 || DefinitionFiles.LoadTargets(path).Value is not null, $"mutation {i} is neither read nor refused");
        }

        Assert.InRange(refused, Mutations / 4, Mutations - 1);
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"the slowest took {slowest}");
    }

    internal static string Mutate(string text, Random random)
    {
        for (int change = random.Next(1, 4); change > 0 && text.Length > 0; change--)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                3 => text.Remove(at, 1).Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => random.Next(8) == 0 ? text[..at] : text.Remove(at, 1).Insert(at, ((char)random.Next(1, 0x250)).ToString()),
            };
        }

        return text;
    }
}
