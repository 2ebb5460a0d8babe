using System.Xml.Linq;

namespace LoadProbe.Core.Tests;

/// <summary>The walls of the house: docs/design.md says who may know whom, the project files say who does.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Definitions"] = ["Core"],
        ["Probing"] = ["Core"],
        ["Browser"] = ["Core"],
        ["Capture"] = ["Core"],
        ["Link"] = ["Core"],
        ["Metrics"] = ["Core"],
        ["Pressure"] = ["Core", "Probing"],
        ["Agent"] = ["Core", "Definitions", "Probing", "Browser", "Capture", "Pressure", "Link", "Metrics"],
        ["Controller"] = ["Core", "Definitions", "Link", "Metrics"],
        ["DemoBroker"] = [],
        ["Cli"] = ["Core", "Definitions", "Probing", "Browser", "Capture", "Pressure", "Link", "Metrics", "Agent", "Controller", "DemoBroker"],
    };

    // Each heavy package is fenced in one project.
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["YamlDotNet"] = ["Definitions"],
        ["Microsoft.OpenApi"] = ["Definitions"],
        ["protobuf-net.Reflection"] = ["Definitions"],
        ["Google.Protobuf"] = ["Probing"],
        ["Grpc.Reflection"] = ["Probing"],
        ["Microsoft.Playwright"] = ["Browser"],
        ["SharpPcap"] = ["Capture"],
        ["prometheus-net"] = ["Metrics"],
        ["NATS.Client.JetStream"] = ["Link"],
        ["NATS.NKeys"] = ["Link"],
        ["Quartz"] = ["Agent", "Controller"],
        ["Microsoft.Data.Sqlite"] = ["Controller", "DemoBroker"],
        ["Dapper"] = ["Controller", "DemoBroker"],
        ["Npgsql"] = ["Controller", "Probing"],
        ["Microsoft.AspNetCore.Authentication.JwtBearer"] = ["Controller"],
        ["Microsoft.AspNetCore.OpenApi"] = ["Controller"],
        ["MailKit"] = ["Controller"],
        ["System.CommandLine"] = ["Cli"],
        ["Spectre.Console"] = ["Cli"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)["LoadProbe.".Length..])];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_whom_the_design_allows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"LoadProbe.{project} is not in docs/design.md");
        var known = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)["LoadProbe.".Length..]);
        Assert.Empty(known.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_heavy_package_stays_behind_its_fence(string project)
    {
        foreach (string package in Items(project, "PackageReference"))
        {
            Assert.True(Packages.TryGetValue(package, out string[]? fence), $"{package} has no fence yet: add it here and to docs/decisions/");
            Assert.Contains(project, fence);
        }
    }

    [Fact]
    public void Every_allowed_arrow_has_a_project() => Assert.Equal(Allowed.Keys.Order(), Projects.Select(p => p.Data).Order());

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Root, "src", $"LoadProbe.{project}", $"LoadProbe.{project}.csproj"))
            .Descendants(kind).Select(e => (string)e.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LoadProbe.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
