namespace LoadProbe.DemoBroker;

/// <summary>What came of one key: an order, none yet, or none ever. Requests of the same key have their turn one after the other.</summary>
internal sealed class OrderKey
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 255;

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The order that came of it; null when none has.</summary>
    public Order? Order { get; set; }

    /// <summary>It was cancelled: what came of it is taken back, and nothing comes of it any more.</summary>
    public bool IsVoid => Cancels > 0;

    /// <summary>How often it was cancelled.</summary>
    public int Cancels { get; set; }

    /// <summary>The key in a header: a string as RFC 9651 writes it, or the bare word that many clients send. Null and the reason when it is neither.</summary>
    public static (string? Key, string? Error) Read(string written)
    {
        var key = written.Length >= 2 && written[0] == '"' && written[^1] == '"' ? written[1..^1] : written;
        return key.Length is > 0 and <= Longest && key.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\' or '/'))
            ? (key, null)
            : (null, $"{Header}: is '{written}'; 1 to {Longest} printable characters without spaces, quotes and slashes are expected");
    }

    /// <summary>Waits until it is the caller's turn, which ends with what is returned.</summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken token)
    {
        await turn.WaitAsync(token);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
