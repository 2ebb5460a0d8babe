using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>A run's document, wherever it is.</summary>
internal static class RunDocument
{
    /// <summary>From a file that run --json wrote, or from the store by its id or "last"; null after saying why there is none.</summary>
    public static async Task<string?> ReadAsync(string run, string store, CancellationToken token)
    {
        if (File.Exists(run)) return await File.ReadAllTextAsync(run, token);
        if (!File.Exists(store))
        {
            Screen.Complain($"there is no store {store} and no file {run}");
            return null;
        }

        await using SqliteStore opened = SqliteStore.Open(store, TimeProvider.System);
        string? text = await opened.RunAsync(run, token);
        if (text is null) Screen.Complain($"there is no run {run} in {store}: its id, or \"last\"");
        return text;
    }
}
