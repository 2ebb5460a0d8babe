using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>One of the demo's controllers, and what it says over its API.</summary>
internal sealed class DemoController(Child process, Uri pages) : IDisposable
{
    private readonly ApiClient _client = new(pages, key: null, authorities: null, TimeSpan.FromSeconds(30));

    public Uri Pages => pages;

    public string Name => process.Name;

    public void Kill() => process.Kill();

    /// <summary>A token for an agent; an <see cref="IOException"/> when there is none.</summary>
    public async Task<string> InviteAsync(string agent, CancellationToken stop)
    {
        Answer? answer = await AskAsync(HttpMethod.Post, "/api/invitations", new { agent }, stop);
        return answer is { IsGood: true } ? CtlLists.Text(answer.Json, "token")! : throw new IOException($"{Name} invites nobody: {answer?.Text}");
    }

    /// <summary>Starts a scenario: null, or why not.</summary>
    public async Task<string?> RunAsync(string scenario, CancellationToken stop)
    {
        Answer? answer = await AskAsync(HttpMethod.Post, "/api/runs", new { scenario }, stop);
        return answer is { IsGood: true } ? null : $"{Name} does not start {scenario}: {answer?.Text}";
    }

    public async Task<bool> LeadsAsync(CancellationToken stop) => await GetAsync("/api/leader", stop) is { } leader && leader.GetProperty("leading").GetBoolean();

    /// <summary>Null when it does not answer.</summary>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken stop) => await AskAsync(HttpMethod.Get, path, null, stop) is { IsGood: true } answer ? answer.Json : null;

    public void Dispose() => _client.Dispose();

    private async Task<Answer?> AskAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        try
        {
            return await _client.SendAsync(method, path, stop, body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
