using System.Collections.Concurrent;
using System.Data.Common;
using LoadProbe.Link;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller.Tests;

/// <summary>What becomes of what was seen between the link and the store.</summary>
public sealed class AttachmentIntakeTests : IAsyncDisposable
{
    private readonly ImaginedClock _time = new(Seen.Begin);
    private readonly ConcurrentQueue<string> _counted = new();
    private readonly SemaphoreSlim _gate = new(0);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"intake-{Guid.NewGuid():n}.db");
    private int _faults;

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_finds_no_room_comes_again_where_somebody_keeps_it_and_is_dropped_and_counted_where_nobody_does()
    {
        await using AttachmentIntake intake = Intake();
        // One is in its hands, and 64 wait.
        for (int i = 0; i < 64; i++) intake.Add(Seen.Part(i), null);
        var receipts = new List<Receipt>();
        while (!_counted.Contains("late"))
        {
            receipts.Add(new Receipt());
            intake.Add(Seen.Part(100 + receipts.Count), receipts[^1]);
        }

        intake.Add(Seen.Part(99), null);
        Assert.Equal("refused", receipts[^1].Said);
        Assert.InRange(receipts.Count, 1, 2);
        Assert.Equal(["late", "dropped"], _counted);
    }

    [Fact]
    public async Task What_can_be_no_attachment_is_taken_off_the_sender_and_counted()
    {
        await using AttachmentIntake intake = Intake();
        var receipt = new Receipt();
        intake.Add(Seen.Part(1, name: "../x"), receipt);

        Assert.Equal("stored", receipt.Said);
        Assert.Equal(["dropped"], _counted);
    }

    [Theory]
    [InlineData(3, "stored")]
    [InlineData(1_000, "refused")]
    public async Task A_database_that_is_away_is_tried_again_for_a_while_and_then_it_comes_again(int faults, string said)
    {
        await (await SqliteStore.OpenAsync(_file, _time)).DisposeAsync();
        await using AttachmentIntake intake = Intake();
        _faults = faults;
        _gate.Release(1_000);
        var receipt = new Receipt();
        intake.Add(Seen.Part(1), receipt);
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _counted.Count > 0;
        });

        Assert.Equal((said, said == "stored" ? "stored" : "late"), (receipt.Said, _counted.Single()));
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!done()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
    }

    private AttachmentIntake Intake() => new(new AttachmentTable(new Statements(OpenAsync)), _counted.Enqueue, _time);

    private async Task<DbConnection> OpenAsync(CancellationToken token)
    {
        await _gate.WaitAsync(token);
        if (_faults-- > 0) throw new SqliteException("away", 5);
        var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync(token);
        return connection;
    }

    private sealed class Receipt : IReceipt
    {
        public string Said { get; private set; } = "";

        public void Stored() => Said = "stored";

        public void Refused() => Said = "refused";
    }
}
