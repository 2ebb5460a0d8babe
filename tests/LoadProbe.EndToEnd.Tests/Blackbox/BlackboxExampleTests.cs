using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The configurations that the exporter is shipped with, unchanged: each of their modules comes to the same verdict.</summary>
public sealed partial class BlackboxExampleTests
{
    // A scrape that waits a second, after the half that is kept back.
    private static readonly TimeSpan Scrape = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData("/etc/prometheus/blackbox.yml", 10)]
    [InlineData("/usr/share/doc/prometheus-blackbox-exporter/examples/example.yml", 16)]
    public async Task Each_module_comes_to_the_exporters_verdict(string file, int modules)
    {
        Machine.Need("prometheus-blackbox-exporter");
        Assert.SkipUnless(File.Exists(file), $"the package was installed without {file}");
        string folder = Directory.CreateTempSubdirectory("blackbox-").FullName;
        try
        {
            await using var targets = new SideTargets(new BlackboxCertificates(folder));
            await using BlackboxPair pair = await BlackboxPair.StartAsync(file);
            (string Name, string Prober)[] known = [.. Module().Matches(await File.ReadAllTextAsync(file)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
            Assert.True(known.Length >= modules, $"{known.Length} modules were found in {file}");
            (int succeeded, int failed) = (0, 0);
            foreach ((string name, string prober) in known)
            {
                foreach (string target in Targets(prober, targets))
                {
                    (string theirs, string ours) = await pair.ProbeAsync(name, target, Scrape);
                    string verdict = Success().Match(theirs).Value;
                    Assert.True(verdict.Length > 0 && verdict == Success().Match(ours).Value, $"{name} {target}\n{theirs}\n{ours}");
                    _ = verdict.EndsWith('1') ? succeeded++ : failed++;
                }
            }

            Assert.True(succeeded > 3 && failed > 3, $"{succeeded} succeeded, {failed} failed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Targets(string prober, SideTargets t) => prober switch
    {
        "http" => [$"http://{t.Plain}/ok", $"http://{t.Plain}/none", $"https://{t.Good}/ok"],
        "dns" => [t.Names.Address, t.Refused],
        "icmp" => Environment.IsPrivilegedProcess ? ["127.0.0.1", "240.0.0.1"] : [],
        "grpc" => [t.Grpc, t.Refused],
        _ => [t.Greeting, t.Good, t.Refused],
    };

    [GeneratedRegex(@"^  (\w+):\n(?:    timeout: .*\n)?    prober: (\w+)", RegexOptions.Multiline)]
    private static partial Regex Module();

    [GeneratedRegex("(?<=\nprobe_success )[01]")]
    private static partial Regex Success();
}
