using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Probes of the demo brokerage from a description of its API.</summary>
public sealed class ImportOpenApiTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-import-").FullName;

    private static string Description => Path.Combine(Machine.Root, "tests", "LoadProbe.EndToEnd.Tests", "broker-openapi.yaml");

    private string Server => broker.Http.GetLeftPart(UriPartial.Authority);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_made_of_an_api_is_valid_passes_and_is_never_written_over()
    {
        string import = $"import openapi {Description} --server {Server} --to {_folder}";
        Ended first = await Running.LoadProbeAsync(import), valid = await Running.LoadProbeAsync($"validate {_folder}"), again = await Running.LoadProbeAsync(import);

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Equal(["orders.yaml", "positions.yaml", "quotes.yaml", "status.yaml", "targets.yaml"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("4 probes, 6 steps of 8 operations", first.Error, StringComparison.Ordinal);
        Assert.Contains("left out: 2 write (--writes takes them)", first.Error, StringComparison.Ordinal);
        Assert.Contains("orders: It needs the environment variable LOGIN", first.Error, StringComparison.Ordinal);
        Assert.Contains("orders: The variable id has a made-up value: say which under vars", first.Error, StringComparison.Ordinal);
        Assert.True(valid.ExitCode == 0, valid.ToString());
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
        foreach (string probe in new[] { "quotes", "status" })
        {
            Ended once = await Running.LoadProbeAsync($"once {_folder}/{probe}.yaml --json");
            Assert.True(once.ExitCode == 0, once.ToString());
            Assert.Equal("pass", JsonDocument.Parse(once.Output).RootElement.GetProperty("verdict").GetString());
        }
    }

    [Fact]
    public async Task A_step_that_needs_a_token_has_it_from_the_environment()
    {
        using var client = new HttpClient();
        using HttpResponseMessage login = await client.PostAsJsonAsync(new Uri(broker.Http, "/api/login"), new { user = "demo", password = "demo" });
        string token = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        Ended made = await Running.LoadProbeAsync($"import openapi {Description} --server {Server} --tag positions --to {_folder}");
        Assert.True(made.ExitCode == 0, made.ToString());

        Ended once = await Running.LoadProbeAsync($"once {_folder}/positions.yaml", ("LOGIN", token)), without = await Running.LoadProbeAsync($"once {_folder}/positions.yaml", ("LOGIN", "wrong"));
        Assert.True(once.ExitCode == 0, once.ToString());
        Assert.True(without.ExitCode == 1, without.ToString());
    }

    [Fact]
    public async Task Writes_are_made_as_shadow_writes_and_into_a_targets_yaml_of_another_nothing_is_written()
    {
        await File.WriteAllTextAsync($"{_folder}/targets.yaml", "shop: { address: https://shop.example.com }\n");
        Ended made = await Running.LoadProbeAsync($"import openapi {Description} --server {Server} --operation placeOrder --writes --to {_folder}");
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Contains($"targets.yaml is there already: add to it\ndemo-brokerage:\n  address: \"{Server}\"\n", made.Error, StringComparison.Ordinal);
        Assert.Equal("shop: { address: https://shop.example.com }\n", await File.ReadAllTextAsync($"{_folder}/targets.yaml"));
        string yaml = await File.ReadAllTextAsync($"{_folder}/orders.yaml");
        Assert.Contains("    kind: write-shadow   # check that ", yaml, StringComparison.Ordinal);
        Assert.Contains("    json: { \"symbol\": \"600519\", \"side\": \"buy\", \"quantity\": 1 }\n", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("targets.yaml", "", "targets.yaml:1:1: no OpenAPI document")]
    [InlineData("tests/LoadProbe.EndToEnd.Tests/broker-openapi.yaml", "--operation nobody", "--operation nobody: there is no such operation: there are health, ")]
    [InlineData("tests/LoadProbe.EndToEnd.Tests/broker-openapi.yaml", "--tag nobody", "--tag nobody: no operation has this tag: there are status, ")]
    [InlineData("tests/LoadProbe.EndToEnd.Tests/broker-openapi.yaml", "--server /api", "--server /api is no http or https URL")]
    [InlineData("tests/LoadProbe.Definitions.Tests/OpenApi/desk-3.1.yaml", "", "its server is \"/v2\", which is no whole http or https URL: say where it is, --server ")]
    public async Task What_cannot_be_imported_is_said(string file, string options, string message)
    {
        Ended ended = await Running.LoadProbeAsync($"import openapi {Path.Combine(Machine.Root, file)} {options}");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task The_example_of_the_docs_is_what_it_prints()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Machine.Root, "docs", "importing.md"));
        Match example = Regex.Match(page, @"^```\n\$ \./loadprobe (import openapi [^\n]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(example.Success);
        Ended ended = await Running.RunAsync(Machine.Program, example.Groups[1].Value, TimeSpan.FromMinutes(1), Machine.Root);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal(example.Groups[2].Value.TrimEnd(), $"{ended.Error.TrimEnd()}\n{ended.Output.TrimEnd()}");
    }
}
