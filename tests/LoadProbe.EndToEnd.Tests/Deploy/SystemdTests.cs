using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The units under deploy/systemd: what systemd says of them, and what they start.</summary>
public sealed class SystemdTests(Keys keys) : IClassFixture<Keys>, IDisposable
{
    // Of 10, as systemd reckons: an agent may capture packets.
    private const int MostExposed = 22;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("loadprobe-units-").FullName;

    public static TheoryData<string> Units => ["loadprobe-controller.service", "loadprobe-agent.service", "nats-server.service"];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_has_nothing_to_say_of_a_unit_and_finds_it_little_exposed(string unit)
    {
        Write(unit, Text(unit));
        Ended verified = await AnalyzeAsync("verify --man=no", unit);
        Assert.True(verified is { ExitCode: 0, Output: "", Error: "" }, $"{verified}");
        Ended reviewed = await AnalyzeAsync($"security --offline=true --no-pager --threshold={MostExposed}", unit);
        Assert.True(reviewed.ExitCode == 0, $"{reviewed}");
    }

    [Theory]
    [InlineData("ProtectSystem=strict", "ProtectSytem=strict", "Unknown key 'ProtectSytem' in section [Service]")]
    [InlineData("Restart=on-failure", "Restart=sometimes", "Failed to parse service restart specifier, ignoring: sometimes")]
    [InlineData("ExecStart=/opt/loadprobe/loadprobe", "ExecStart=/nowhere/loadprobe", "Command /nowhere/loadprobe is not executable")]
    public async Task A_mistake_in_a_unit_is_found(string right, string wrong, string said)
    {
        Write("loadprobe-agent.service", Text("loadprobe-agent.service", t => t.Replace(right, wrong)));
        Ended verified = await AnalyzeAsync("verify --man=no", "loadprobe-agent.service");
        Assert.Contains(said, verified.Output + verified.Error);
    }

    [Fact]
    public async Task What_is_not_fenced_is_found()
    {
        Write("loadprobe-agent.service", Text("loadprobe-agent.service", t => Regex.Replace(t, "^(Protect|Restrict|System|DynamicUser|Capability).*$", "", RegexOptions.Multiline)));
        Assert.NotEqual(0, (await AnalyzeAsync($"security --offline=true --no-pager --threshold={MostExposed}", "loadprobe-agent.service")).ExitCode);
    }

    [Theory]
    [InlineData("loadprobe-controller.service")]
    [InlineData("loadprobe-agent.service")]
    public async Task What_a_unit_starts_is_taken_by_the_program_with_the_files_that_it_names(string unit)
    {
        await keys.InitAsync(unit, "--host nats.example.com");
        CopyTo("etc/loadprobe/link", Path.Combine(keys.Folder, unit));
        Write("etc/loadprobe/store", keys.StoreAddress + "\n");
        Write("etc/loadprobe/agent.token", keys.Token + "\n");
        Write("etc/loadprobe/limits.yaml", "egress: [ \"*.shop.example:443\" ]\n");
        Write("etc/loadprobe/probes/shop.yaml", "target: http://127.0.0.1:9/\nevery: 1h\ntimeout: 1s\nsteps:\n  - get: /\n");
        Directory.CreateDirectory($"{_root}/etc/loadprobe/scenarios");
        string text = File.ReadAllText(Shipped(unit));
        // As systemd lays them out: each under its name, in one folder.
        foreach (string[] credential in Settings(text, "LoadCredential").Select(c => c.Split(':'))) Write($"credentials/{credential[0]}", File.ReadAllText(_root + credential[1]));
        string command = Assert.Single(Settings(text, "ExecStart"));
        foreach (string[] variable in Settings(text, "Environment").SelectMany(e => e.Split(' ')).Select(v => v.Split('=', 2))) command = command.Replace($"${{{variable[0]}}}", variable[1]);
        command = command.Replace("$OPTIONS", "").Replace("%d", $"{_root}/credentials").Replace("%S", $"{_root}/state").Replace("/etc/loadprobe/", $"{_root}/etc/loadprobe/");
        Assert.StartsWith("/opt/loadprobe/loadprobe ", command);

        await Keys.GetsFarAsync(command["/opt/loadprobe/loadprobe ".Length..].Trim());
    }

    [Fact]
    public async Task The_NATS_server_takes_what_link_init_has_written_for_it()
    {
        string home = $"{_root}/etc/loadprobe/nats";
        await keys.InitAsync("nats", $"--at {home} --jetstream {_root}/var/lib/nats");
        CopyTo("etc/loadprobe/nats", Path.Combine(keys.Folder, "nats"));
        string command = Settings(File.ReadAllText(Shipped("nats-server.service.d/loadprobe.conf")), "ExecStart").Last();

        await Keys.IsTakenAsync(command.Replace("/usr/sbin/nats-server ", "").Replace("/etc/loadprobe/nats", home));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Shipped(string name) => Path.Combine(Machine.Root, "deploy", "systemd", name);

    private static IEnumerable<string> Settings(string unit, string name) => Regex.Matches(unit, $"^{name}=(.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

    // Of ours, with the program where it was built; of Debian's, with what we change of it.
    private string Text(string unit, Func<string, string>? change = null)
    {
        if (unit != "nats-server.service") return (change ?? (t => t))(File.ReadAllText(Shipped(unit))).Replace("=/opt/loadprobe/loadprobe ", $"={Machine.Program} ");
        Write("nats-server.service.d/loadprobe.conf", File.ReadAllText(Shipped("nats-server.service.d/loadprobe.conf")));
        string debian = "/lib/systemd/system/nats-server.service";
        Assert.SkipUnless(File.Exists(debian), "nats-server is not installed as Debian has it");
        return File.ReadAllText(debian);
    }

    private Task<Ended> AnalyzeAsync(string what, string unit) => Running.RunAsync(Machine.Need("systemd-analyze"), $"{what} {unit}", Limit, _root, ("SYSTEMD_UNIT_PATH", $"{_root}:"));

    private void CopyTo(string folder, string from)
    {
        foreach (string file in Directory.GetFiles(from)) Write($"{folder}/{Path.GetFileName(file)}", File.ReadAllText(file));
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }
}
