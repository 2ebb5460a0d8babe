namespace LoadProbe.DemoBroker;

/// <summary>One ledger: its file, its writer, its reads.</summary>
internal sealed class LedgerStore : IAsyncDisposable
{
    private readonly LedgerFile file;

    /// <inheritdoc cref="LedgerFile(string, bool, IEnumerable{string})"/>
    public LedgerStore(string path, bool kept, IEnumerable<string> users)
    {
        file = new LedgerFile(path, kept, users);
        Writer = new LedgerWriter(file);
        Reader = new LedgerReader(file);
    }

    public LedgerWriter Writer { get; }

    public LedgerReader Reader { get; }

    /// <summary>The file of the shadow beside the real one: ledger.db and ledger.shadow.db.</summary>
    public static string ShadowOf(string path) => Path.ChangeExtension(path, $".shadow{Path.GetExtension(path)}");

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        file.Dispose();
    }
}
