using System.Collections.Concurrent;

namespace LoadProbe.Link.Tests;

/// <summary>Letters that wait on a real disk: over a restart, beyond their bounds, and when the disk does not do its part.</summary>
public sealed class BacklogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backlog-").FullName;
    private readonly Tally _tally = new();
    private readonly ConcurrentQueue<string> _told = new();

    public BacklogTests() => _tally.Told += _told.Enqueue;

    [Fact]
    public void What_was_not_delivered_is_there_after_a_restart_in_order_and_what_was_is_not()
    {
        using (Backlog before = Open())
        {
            for (int i = 0; i < 100; i++) Assert.True(before.TryAdd(Letter(i)));
            Deliver(before, 40);
        }

        using Backlog after = Open();

        Assert.Equal(60, after.Count);
        Assert.Equal(Enumerable.Range(40, 60), Numbers(after));
        Assert.Equal(Letter(40).Bytes, Read(after, 1)[0].Letter.Bytes);
        Assert.True(after.TryAdd(Letter(100)));
        Assert.Equal(Enumerable.Range(40, 61), Numbers(after));
        Assert.Empty(_told);
    }

    [Fact]
    public void Files_whose_letters_were_delivered_are_deleted()
    {
        using Backlog backlog = Open();
        for (int i = 0; i < 100; i++) backlog.TryAdd(Letter(i, bytes: 200_000));
        Assert.Equal(5, Files().Length);

        Deliver(backlog, 90);
        Assert.Single(Files());
        Deliver(backlog, 10);

        Assert.Equal(LetterFile.Head, new FileInfo(Assert.Single(Files())).Length);
        Assert.Equal(0, backlog.Count);
        backlog.TryAdd(Letter(7));
        Assert.Equal([7], Numbers(backlog));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(120)]
    public void A_tail_that_was_not_written_to_the_end_is_said_and_cut_off(int missing)
    {
        using (Backlog before = Open())
        {
            for (int i = 0; i < 3; i++) before.TryAdd(Letter(i, bytes: 100));
        }

        using (FileStream torn = File.OpenWrite(Files()[0])) torn.SetLength(torn.Length - missing);
        using Backlog after = Open();

        Assert.Equal([0, 1], Numbers(after));
        Assert.Contains("bytes at its end were not written to the end, and are cut off", Assert.Single(_told));
        after.TryAdd(Letter(9));
        Assert.Equal([0, 1, 9], Numbers(after));
    }

    [Theory]
    [InlineData(8, new[] { 0, 1, 2 })]
    [InlineData(-1, new[] { 1 })]
    public void Bytes_that_the_disk_changed_are_not_believed(int at, int[] left)
    {
        using (Backlog before = Open())
        {
            for (int i = 0; i < 3; i++) before.TryAdd(Letter(i));
            Deliver(before, 1);
        }

        byte[] bytes = File.ReadAllBytes(Files()[0]);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0x55;
        File.WriteAllBytes(Files()[0], bytes);
        using Backlog after = Open();

        Assert.Equal(left, Numbers(after));
    }

    [Fact]
    public void A_file_of_another_version_is_said_and_set_aside_and_not_deleted()
    {
        using (Backlog before = Open()) before.TryAdd(Letter(1));
        string file = Files()[0];
        byte[] later = File.ReadAllBytes(file);
        later[7]++;
        File.WriteAllBytes(file, later);

        using Backlog after = Open();

        Assert.Equal(0, after.Count);
        Assert.Equal(later, File.ReadAllBytes($"{file}.aside"));
        Assert.Contains("is not of this version", Assert.Single(_told));
        Assert.True(after.TryAdd(Letter(2)));
        Assert.Equal([2], Numbers(after));
        Assert.NotEqual(file, Files()[0]);
    }

    [Fact]
    public void There_is_room_for_so_many_and_so_many_bytes_and_again_when_some_were_delivered()
    {
        using Backlog few = Open(new NatsLinkOptions { Server = "", KeptOnDisk = 3 }, "few");
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => few.TryAdd(Letter(i))));
        Deliver(few, 1);
        Assert.True(few.TryAdd(Letter(3)));
        Assert.False(few.TryAdd(Letter(4)));

        using Backlog small = Open(new NatsLinkOptions { Server = "", KeptOnDiskBytes = 5_000 }, "small");
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(i => small.TryAdd(Letter(i, bytes: 2_000))));
        Assert.True(small.TryAdd(Letter(2, bytes: 10)));
        Assert.Equal(0, _tally.Counts.Unkept);
    }

    [Fact]
    public void A_full_disk_is_counted_and_said_once_memory_is_used_meanwhile_and_it_recovers_by_itself()
    {
        using var disk = new SmallDisk(_folder);
        string hog = Path.Combine(disk.Folder, "hog");
        using Backlog backlog = Open(new NatsLinkOptions { Server = "" }, disk.Folder);
        for (int i = 0; i < 10; i++) Assert.True(backlog.TryAdd(Letter(i, bytes: 1_000)));
        disk.Fill(hog);

        for (int i = 10; i < 50; i++) Assert.True(backlog.TryAdd(Letter(i, bytes: 1_000)));
        for (int i = 0; i < 3; i++) backlog.Look();

        long unkept = _tally.Counts.Unkept;
        Assert.InRange(unkept, 30, 40);
        Assert.Contains("takes no letters, and they wait in memory meanwhile: No space left on device", Assert.Single(_told));
        Assert.Equal(Enumerable.Range(0, 50), Numbers(backlog));
        Deliver(backlog, 5);

        File.Delete(hog);
        backlog.Look();

        Assert.EndsWith("takes letters again", _told.Last());
        Assert.Equal(2, _told.Count);
        Assert.True(backlog.TryAdd(Letter(50)));
        Assert.Equal(Enumerable.Range(5, 46), Numbers(backlog));
        Assert.Equal((unkept, 0L), (_tally.Counts.Unkept, _tally.Counts.Dropped));
        backlog.Dispose();
        using Backlog after = Open(new NatsLinkOptions { Server = "" }, disk.Folder);
        Assert.Equal(Enumerable.Range(5, 46), Numbers(after));
    }

    [Fact]
    public void A_folder_that_somebody_deletes_is_said_and_made_again_with_what_was_in_it()
    {
        using (Backlog backlog = Open())
        {
            for (int i = 0; i < 10; i++) backlog.TryAdd(Letter(i));
            Directory.Delete(Folder(), recursive: true);
            for (int i = 10; i < 20; i++) Assert.True(backlog.TryAdd(Letter(i)));

            backlog.Look();

            Assert.Equal(["takes no letters, and they wait in memory meanwhile: somebody deleted it", "takes letters again"], _told.Select(t => t[(Folder().Length + 1)..]));
        }

        using Backlog after = Open();
        Assert.Equal(Enumerable.Range(0, 20), Numbers(after));
        Assert.Equal(20, _tally.Counts.Unkept);
    }

    [Fact]
    public void A_folder_that_cannot_be_had_is_said_and_used_as_soon_as_it_can()
    {
        File.WriteAllText(Folder(), "a file in its place");
        using (Backlog backlog = Open())
        {
            Assert.True(backlog.TryAdd(Letter(1)));
            Assert.Contains("takes no letters", Assert.Single(_told));
            File.Delete(Folder());
            backlog.Look();
        }

        using Backlog after = Open();
        Assert.Equal([1], Numbers(after));
    }

    [Fact]
    public void Two_processes_do_not_write_to_one_folder()
    {
        using Backlog first = Open();
        first.TryAdd(Letter(1));
        using Backlog second = Open();

        Assert.Contains("takes no letters", Assert.Single(_told));
        Assert.Equal(0, second.Count);
        second.TryAdd(Letter(2));
        first.Dispose();
        second.Look();

        Assert.Equal([1, 2], Numbers(second));
    }

    [Fact]
    public void Without_a_folder_what_is_in_memory_at_the_end_is_counted_as_dropped()
    {
        using var backlog = new Backlog(null, new NatsLinkOptions { Server = "", Kept = 3 }, _tally);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => backlog.TryAdd(Letter(i))));
        Deliver(backlog, 1);

        backlog.Dispose();

        Assert.Equal((2L, 0L), (_tally.Counts.Dropped, _tally.Counts.Unkept));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder(string name = "letters") => Path.Combine(_folder, name);

    private string[] Files() => [.. Directory.GetFiles(Folder(), "*.letters").Order()];

    private Backlog Open(NatsLinkOptions? options = null, string name = "letters") => new(Folder(name), options ?? new NatsLinkOptions { Server = "" }, _tally);

    private static Letter Letter(int number, int bytes = 20)
    {
        byte[] content = new byte[bytes];
        BitConverter.TryWriteBytes(content, number);
        return new Letter("lp.v1.res.east", $"{number}", content);
    }

    private static List<Waiting> Read(Backlog backlog, int most)
    {
        var waiting = new List<Waiting>();
        backlog.Read(waiting, most);
        return waiting;
    }

    private static IEnumerable<int> Numbers(Backlog backlog) => Read(backlog, 1_000).Select(w => BitConverter.ToInt32(w.Letter.Bytes));

    private static void Deliver(Backlog backlog, int count)
    {
        foreach (Waiting waiting in Read(backlog, count)) backlog.Delivered(waiting);
    }
}
