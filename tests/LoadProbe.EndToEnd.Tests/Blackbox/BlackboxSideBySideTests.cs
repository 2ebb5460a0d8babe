namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// Every family, label, help text and value of /probe, ours held against Debian's blackbox_exporter, both with one file
/// and the same targets. All that differs is in a list with its reason: what is not in it, or no longer differs, fails.
/// </summary>
public sealed class BlackboxSideBySideTests
{
    [Fact]
    public async Task Every_target_is_told_as_the_exporter_tells_it_but_for_what_is_listed()
    {
        string folder = Directory.CreateTempSubdirectory("blackbox-").FullName;
        try
        {
            var certificates = new BlackboxCertificates(folder);
            string config = Path.Combine(folder, "blackbox.yml");
            await File.WriteAllTextAsync(config, BlackboxCase.Config(certificates));
            await using var targets = new SideTargets(certificates);
            string hosts = Path.Combine(folder, "hosts");
            await File.WriteAllTextAsync(hosts, SideTargets.Hosts);
            await using BlackboxPair pair = await BlackboxPair.StartAsync(config, hosts);
            var found = new List<BlackboxDifference>();
            IReadOnlyList<BlackboxCase> cases = [.. BlackboxCase.All(targets).Where(IsPossible)];
            foreach (BlackboxCase asked in cases)
            {
                (string theirs, string ours) = await pair.ProbeAsync(asked.Module, asked.Target);
                Assert.True(theirs.Contains($"\nprobe_success {(asked.Succeeds ? 1 : 0)}\n", StringComparison.Ordinal), $"{asked.Name} is to {(asked.Succeeds ? "succeed" : "fail")} with the exporter:\n{theirs}");
                found.AddRange(BlackboxComparison.Compare(asked.Name, theirs, ours));
            }

            IReadOnlyList<BlackboxDifference> differing = [.. found.Distinct()];
            await WriteAsync(differing, cases.Count);
            string[] unlisted = [.. differing.Except(BlackboxKnown.Differences.Keys).Select(d => $"not listed: {d}")];
            string[] gone = [.. BlackboxKnown.Differences.Keys.Except(differing).Select(d => $"differs no longer: {d}")];
            Assert.True(unlisted.Length + gone.Length == 0, string.Join('\n', unlisted.Concat(gone)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Neither program can ping as a user who may not, or over what the machine does not have, or know a name that only they do.
    private static bool IsPossible(BlackboxCase asked)
    {
        bool isOfName = asked.Target.Contains(SideTargets.OnlySix, StringComparison.Ordinal);
        return (Environment.IsPrivilegedProcess || !asked.Module.StartsWith("icmp", StringComparison.Ordinal))
            && (System.Net.Sockets.Socket.OSSupportsIPv6 || (asked.Target != "::1" && !isOfName))
            && (BlackboxPair.CanName || !isOfName);
    }

    private static Task WriteAsync(IEnumerable<BlackboxDifference> differing, int cases)
    {
        IEnumerable<string> rows = differing.Select(d => $"{d.Target} | {d.Series} | {d.Theirs} | {d.Ours} | {BlackboxKnown.Differences.GetValueOrDefault(d, "not listed")}");
        return File.WriteAllLinesAsync(Path.Combine(Machine.Root, "artifacts", "blackbox-differences.txt"), rows.Prepend($"{cases} targets; target | family | theirs | ours | reason"));
    }
}
