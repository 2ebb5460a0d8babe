using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

/// <summary>Reads that are tried when the kernel has news: none may be missed, whoever comes first.</summary>
public sealed class PolledSocketTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PolledSocketTests() => _listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task The_end_that_comes_with_the_last_bytes_is_read_after_them_and_each_time()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        {
            await other.SendAsync("abc"u8.ToArray(), Token);
            other.Dispose();
            byte[] room = new byte[100];
            Assert.Equal(3, await own.ReceiveAsync(room));
            Assert.Equal(0, await own.ReceiveAsync(room));
            Assert.Equal(0, await own.ReceiveAsync(room));
        }
    }

    [Fact]
    public async Task The_end_wakes_a_read_that_waits()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        {
            Task<int> reading = own.ReceiveAsync(new byte[10]).AsTask();
            other.Dispose();
            Assert.Equal(0, await reading.WaitAsync(TimeSpan.FromSeconds(10), Token));
        }
    }

    [Fact]
    public async Task A_reset_fails_the_read_that_waits()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        {
            Task<int> reading = own.ReceiveAsync(new byte[10]).AsTask();
            other.LingerState = new LingerOption(true, 0);
            other.Dispose();
            IOException broken = await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(10), Token));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(broken.InnerException).SocketErrorCode);
        }
    }

    [Fact]
    public async Task Closing_it_fails_the_read_that_waits_and_all_later_ones()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (other)
        {
            Task<int> reading = own.ReceiveAsync(new byte[10]).AsTask();
            own.Dispose();
            await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(10), Token));
            await Assert.ThrowsAsync<IOException>(() => own.ReceiveAsync(new byte[10]).AsTask());
        }
    }

    [Fact]
    public async Task What_comes_after_a_cancelled_read_is_for_the_next()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        using (other)
        {
            byte[] given = new byte[10], room = new byte[10];
            Task<int> given_up = own.ReceiveAsync(given).AsTask();
            own.Cancel();
            await Assert.ThrowsAsync<OperationCanceledException>(() => given_up);
            await other.SendAsync("xyz"u8.ToArray(), Token);
            Assert.Equal(3, await own.ReceiveAsync(room).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token));
            Assert.Equal((0, (byte)'x'), (given[0], room[0]));
        }
    }

    [Fact]
    public async Task A_read_without_room_waits_for_something_and_takes_nothing()
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        using (other)
        {
            Task<int> waiting = own.ReceiveAsync(Memory<byte>.Empty).AsTask();
            Assert.False(waiting.IsCompleted);
            await other.SendAsync("q"u8.ToArray(), Token);
            Assert.Equal(0, await waiting.WaitAsync(TimeSpan.FromSeconds(10), Token));
            Assert.Equal(1, await own.ReceiveAsync(new byte[10]).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 4_096)]
    [InlineData(4, 100_000)]
    public async Task Every_byte_comes_once_and_in_order_however_it_is_cut(int seed, int most)
    {
        (PolledSocket own, Socket other) = await ConnectAsync();
        using (own)
        {
            var random = new Random(seed);
            byte[] sent = new byte[Math.Min(2_000_000, most * 3_000)], read = new byte[sent.Length + 1];
            random.NextBytes(sent);
            Task sending = Task.Run(async () =>
            {
                for (int at = 0; at < sent.Length;)
                {
                    int piece = Math.Min(sent.Length - at, random.Next(1, most + 1));
                    await other.SendAsync(sent.AsMemory(at, piece), Token);
                    at += piece;
                }

                other.Shutdown(SocketShutdown.Send);
            }, Token);
            var room = new Random(seed + 100);
            int got = 0;
            while (true)
            {
                int length = Math.Min(read.Length - got, room.Next(1, most + 1));
                int more = await own.ReceiveAsync(read.AsMemory(got, length)).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
                if (more == 0) break;
                got += more;
            }

            await sending;
            Assert.True(sent.AsSpan().SequenceEqual(read.AsSpan(0, got)));
            other.Dispose();
        }
    }

    [Fact]
    public async Task Hundreds_that_come_and_go_are_each_told_their_own_news()
    {
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Token }, async (i, token) =>
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            (PolledSocket own, Socket other) = await ConnectAsync(listener);
            using (other)
            {
                byte[] room = new byte[8];
                for (int turn = 0; turn < 20; turn++)
                {
                    ValueTask<int> reading = own.ReceiveAsync(room);
                    await other.SendAsync(BitConverter.GetBytes(((long)i << 32) + turn), token);
                    Assert.Equal(8, await reading.AsTask().WaitAsync(TimeSpan.FromSeconds(20), token));
                    Assert.Equal(((long)i << 32) + turn, BitConverter.ToInt64(room));
                }

                // Closed while the news of more are on their way: whoever has the place next must not be misled by them.
                Task last = own.ReceiveAsync(room).AsTask();
                Task<int> more = other.SendAsync("late"u8.ToArray(), token).AsTask();
                own.Dispose();
                await more;
                await last.ContinueWith(_ => { }, token, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        });
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        var at = (IPEndPoint)_listener.LocalEndpoint;
        _listener.Stop();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var own = new PolledSocket(socket, _ => { });
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => own.ConnectAsync(at, Token));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_connection_that_is_not_made_at_once_is_waited_for()
    {
        // A full queue drops the first SYN; the one sent again a second later finds room.
        using var busy = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        busy.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        busy.Listen(0);
        var at = (IPEndPoint)busy.LocalEndPoint!;
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(at, Token);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var own = new PolledSocket(socket, _ => { });
        Task connecting = own.ConnectAsync(at, Token);
        Assert.False(connecting.IsCompleted);
        using Socket accepted = await busy.AcceptAsync(Token);
        await connecting.WaitAsync(TimeSpan.FromSeconds(20), Token);
        using Socket other = await busy.AcceptAsync(Token);
        await other.SendAsync("hello"u8.ToArray(), Token);
        Assert.Equal(5, await own.ReceiveAsync(new byte[10]).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    private Task<(PolledSocket Own, Socket Other)> ConnectAsync() => ConnectAsync(_listener);

    private static async Task<(PolledSocket Own, Socket Other)> ConnectAsync(TcpListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var own = new PolledSocket(socket, _ => { });
        await own.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        return (own, await listener.AcceptSocketAsync(Token));
    }
}
